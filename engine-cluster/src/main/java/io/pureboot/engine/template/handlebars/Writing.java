package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import io.pureboot.engine.template.Place;
import io.pureboot.engine.template.RenderRun;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.Rendering.Code;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.TemplateSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.CharBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes templates in Handlebars into a rendering that is under way. For one thread. */
public final class Writing {
    /** Under which a context knows its writing; no template can spell it. */
    private static final String KEY = "io.pureboot/writing}}";

    private final RenderRun run;
    private final Deque<Frame> frames = new ArrayDeque<>();
    /** Objects and lists that gave a value; named as used unless something in them is. */
    private final Set<String> containers = new HashSet<>();

    private final Writer sink = new Sink();
    private int hashes;

    private Writing(RenderRun run) {
        this.run = run;
    }

    private record Frame(TemplateSource source, HandlebarsText text) {}

    /** Writes a template; what refuses it is answered. */
    public static Optional<Rendering.Failed> write(TemplateSource source, HandlebarsText text, RenderRun run) {
        Writing writing = new Writing(run);
        Context context = Context.newBuilder(new Values.Root())
                .resolver(new VariableResolver(writing))
                .build();
        context.data(KEY, writing);
        Optional<Rendering.Failed> failed = writing.caught(source, text, context);
        writing.containers.forEach(run::usedUnlessWithin);
        return failed;
    }

    private Optional<Rendering.Failed> caught(TemplateSource source, HandlebarsText text, Context context) {
        try {
            into(source, text, context);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.failed());
        } catch (HandlebarsException wrapped) {
            return Optional.of(refused(wrapped));
        } catch (StackOverflowError tooDeep) {
            return Optional.of(run.failed(
                    Code.TEMPLATE_TOO_COMPLEX, "the templates are nested too deeply", text.place(source, 0)));
        }
    }

    /** A refusal that the library has wrapped; anything else is a mistake of ours. */
    private static Rendering.Failed refused(HandlebarsException wrapped) {
        for (Throwable cause = wrapped.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal.failed();
            }
        }
        throw wrapped;
    }

    private void into(TemplateSource source, HandlebarsText text, Context context) {
        if (!text.faults().isEmpty()) {
            TagScanner.Fault fault = text.faults().getFirst();
            throw new Refusal(run.failed(fault.code(), fault.message(), text.place(source, fault.at())));
        }
        frames.push(new Frame(source, text));
        LinkedList<Map<String, Template>> partials = context.data(Context.INLINE_PARTIALS);
        for (Tag tag : text.tags()) {
            if (tag.kind() == Tag.Kind.PARTIAL) {
                IncludeName.reference(tag)
                        .ifPresent(reference -> partials.getLast()
                                .put(IncludeName.written(tag), new IncludedTemplate(this, reference)));
            }
        }
        try {
            text.compiled().orElseThrow().apply(context, sink);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot be written", impossible);
        }
        frames.pop();
    }

    /** Writes what a partial's tag names. */
    void include(TemplateReference reference, Context context) {
        Template tagged = context.data(Context.CALLEE);
        Frame frame = frames.element();
        Optional<Tag> tag = frame.text().tagAt(tagged.position());
        Place place = place(tag);
        String indent = tag.map(frame.text()::indentOf).orElse("");
        run.include(reference, place, target -> {
                    if (indent.isEmpty()) {
                        return included(target, context);
                    }
                    RenderRun.Captured captured = run.captured(() -> included(target, context));
                    captured.failed().ifPresentOrElse(failed -> {}, () -> indented(captured.text(), indent));
                    return captured.failed();
                })
                .ifPresent(failed -> {
                    throw new Refusal(failed);
                });
    }

    private Optional<Rendering.Failed> included(TemplateSource target, Context context) {
        return switch (target.format()) {
            case PUREBOOT, FILE -> run.write(target);
            case HANDLEBARS -> {
                into(target, run.handlebars(target), context);
                yield Optional.empty();
            }
        };
    }

    /** Every line that is not empty, behind the blanks of the tag that includes it. */
    void indented(CharSequence text, CharSequence indent) {
        int from = 0;
        while (from < text.length()) {
            int end = from;
            while (end < text.length() && text.charAt(end) != '\n') {
                end++;
            }
            if (end > from) {
                put(indent);
            }
            int next = Math.min(end + 1, text.length());
            put(text, from, next);
            from = next;
        }
    }

    static Writing of(Options options) {
        return options.data(KEY);
    }

    RenderRun run() {
        return run;
    }

    Writer sink() {
        return sink;
    }

    /** Counts the passwords that were hashed: no two of one text have the same salt. */
    int nextHash() {
        return ++hashes;
    }

    void used(String path, boolean container) {
        if (container) {
            containers.add(path);
        } else {
            run.used(path);
        }
    }

    void spend(int cost) {
        if (!run.budget().spend(cost)) {
            throw new Refusal(run.failed(run.budget().code(), run.budget().message(), here()));
        }
    }

    void put(CharSequence text) {
        put(text, 0, text.length());
    }

    private void put(CharSequence text, int from, int to) {
        if (!run.put(text, from, to)) {
            throw new Refusal(run.tooLarge(here()));
        }
    }

    /** Where it is, as far as is known between tags: in which template. */
    private Place here() {
        Frame frame = frames.element();
        return frame.text().place(frame.source(), 0);
    }

    /** The tag that a helper stands in. */
    TagInUse tag(Options options) {
        Frame frame = frames.element();
        int[] position = options.fn.position();
        if (options.tagType == TagType.SECTION) {
            Optional<Tag> block = frame.text().blockAt(position, options.helperName);
            return new TagInUse(block, 0, place(block));
        }
        Optional<Tag> tag = frame.text().tagAt(position);
        return new TagInUse(tag, tag.map(t -> frame.text().wordAt(t, position)).orElse(0), place(tag));
    }

    private Place place(Optional<Tag> tag) {
        Frame frame = frames.element();
        return frame.text().place(frame.source(), tag.map(Tag::start).orElse(0));
    }

    /** Notes a variable that was asked for and need not have a value: only whether there is such a one. */
    void asked(String name, Place place) {
        TagInUse.unknown(name).ifPresent(path -> run.unknown(path.namespace(), path.key(), place));
    }

    /** What a block writes, without writing it. */
    String captured(Options options) {
        return run.captured(() -> {
                    try {
                        options.fn.apply(options.context, sink);
                    } catch (IOException impossible) {
                        throw new UncheckedIOException("a text in memory cannot be written", impossible);
                    }
                    return Optional.empty();
                })
                .text();
    }

    /** Notes a variable without value; strict, it is the end. */
    void missing(String name, Place place) {
        asked(name, place);
        if (run.strict()) {
            throw new Refusal(
                    run.failed(Code.UNRESOLVED_VARIABLE, "{{" + name + "}} has no value and no default", place));
        }
        run.unresolved(name, place);
    }

    /** What the library writes goes into the rendering. */
    private final class Sink extends Writer {
        @Override
        public void write(char[] buffer, int offset, int length) {
            put(CharBuffer.wrap(buffer, offset, length));
        }

        @Override
        public void write(String text, int offset, int length) {
            put(text, offset, offset + length);
        }

        @Override
        public void write(int c) {
            put(String.valueOf((char) c));
        }

        @Override
        public Writer append(CharSequence text) {
            put(text);
            return this;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
