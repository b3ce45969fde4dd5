package io.pureboot.engine.template;

import io.pureboot.engine.template.handlebars.HandlebarsText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One rendering under way, in whichever languages its templates are written: the text so far, the includes that lead to where it is, the
 * variables that it has met, and what it may still spend. For one thread.
 */
public final class RenderRun {
    private static final int MOST_NOTES = 1_000;

    private final TemplateLanguages languages;
    private final Variables variables;
    private final IncludeSource includes;
    private final boolean strict;
    private final RenderBudget budget;
    private StringBuilder out = new StringBuilder();
    private final List<Rendering.Unresolved> unresolved = new ArrayList<>();
    private final List<Rendering.Unknown> unknown = new ArrayList<>();
    private final TreeSet<String> used = new TreeSet<>();
    private final Deque<TemplateSource> path = new ArrayDeque<>();
    private int included;
    private long includedSize;
    /** UTF-16 units that wait below what is captured now. */
    private int below;

    RenderRun(
            TemplateLanguages languages,
            Variables variables,
            IncludeSource includes,
            boolean strict,
            RenderBudget budget) {
        this.languages = languages;
        this.variables = variables;
        this.includes = includes;
        this.strict = strict;
        this.budget = budget;
    }

    Rendering of(TemplateSource root) {
        return into(root, this::write)
                .<Rendering>map(failed -> failed)
                .orElseGet(() -> new Rendering.Rendered(out.toString(), unresolved, unknown, List.copyOf(used)));
    }

    private Optional<Rendering.Failed> into(
            TemplateSource source, Function<TemplateSource, Optional<Rendering.Failed>> write) {
        path.addLast(source);
        Optional<Rendering.Failed> failed = write.apply(source);
        path.removeLast();
        return failed;
    }

    public Variables variables() {
        return variables;
    }

    /** What it may still spend. */
    public RenderBudget budget() {
        return budget;
    }

    /** Whether a variable without value or default fails the rendering. */
    public boolean strict() {
        return strict;
    }

    /** A text that was not written, or why there is none. */
    public record Captured(String text, Optional<Rendering.Failed> failed) {}

    /** Runs {@code write} and gives what it writes instead of writing it; all that waits counts as written. */
    public Captured captured(Supplier<Optional<Rendering.Failed>> write) {
        StringBuilder outer = out;
        below += outer.length();
        out = new StringBuilder();
        try {
            Optional<Rendering.Failed> failed = write.get();
            return new Captured(out.toString(), failed);
        } finally {
            out = outer;
            below -= outer.length();
        }
    }

    /** Writes a template where the text is now; whoever calls has included it. */
    public Optional<Rendering.Failed> write(TemplateSource source) {
        return languages.write(source, this);
    }

    /** The text of a template in Handlebars, read. */
    public HandlebarsText handlebars(TemplateSource source) {
        return languages.handlebars(source.content());
    }

    /** Writes a part of {@code text}; false, and nothing written, when the whole would be too large. */
    public boolean put(CharSequence text, int from, int to) {
        if (below + out.length() + (to - from) > TemplateRenderer.MAX_OUTPUT) {
            return false;
        }
        out.append(text, from, to);
        return true;
    }

    /** Notes that a variable gave a value. */
    public void used(String name) {
        used.add(name);
    }

    /** Notes that an object or a list gave a value, unless something within it is noted. */
    public void usedUnlessWithin(String name) {
        String next = used.ceiling(name + ".");
        if (next == null || !next.startsWith(name + ".")) {
            used.add(name);
        }
    }

    /** Notes a variable without value. */
    public void unresolved(String name, Place at) {
        if (unresolved.size() < MOST_NOTES) {
            unresolved.add(new Rendering.Unresolved(name, at.template(), at.line(), at.column()));
        }
    }

    /** Notes a variable that there is not. */
    public void unknown(String namespace, String key, Place at) {
        if (unknown.size() < MOST_NOTES) {
            unknown.add(new Rendering.Unknown(
                    namespace + "." + key, NearestName.of(namespace, key), at.template(), at.line(), at.column()));
        }
    }

    /** Writes another template where the text is now. */
    public Optional<Rendering.Failed> include(TemplateReference reference, Place at) {
        return include(reference, at, this::write);
    }

    /**
     * Includes another template.
     *
     * @param write how it is written, once it is found and its depth and path are right
     */
    public Optional<Rendering.Failed> include(
            TemplateReference reference, Place at, Function<TemplateSource, Optional<Rendering.Failed>> write) {
        Optional<TemplateSource> found = includes.find(reference);
        if (found.isEmpty()) {
            return Optional.of(
                    failed(Rendering.Code.INCLUDE_MISSING, "there is no template " + reference + " to include", at));
        }
        TemplateSource target = found.get();
        if (path.stream().anyMatch(onPath -> onPath.label().equals(target.label()))) {
            List<String> chain = chainTo(target);
            return Optional.of(failed(
                    Rendering.Code.CIRCULAR_INCLUDE,
                    "the include leads back to a template it comes from: " + String.join(" → ", chain),
                    at,
                    chain));
        }
        // The text that was given is on the path too, so the path's length is the depth of what is included now.
        if (path.size() > TemplateRenderer.MAX_INCLUDE_DEPTH) {
            return Optional.of(failed(
                    Rendering.Code.INCLUDE_DEPTH,
                    "more than " + TemplateRenderer.MAX_INCLUDE_DEPTH + " includes within each other",
                    at,
                    chainTo(target)));
        }
        included++;
        includedSize += target.content().length();
        if (included > TemplateRenderer.MAX_INCLUDES || includedSize > TemplateRenderer.MAX_INCLUDED) {
            return Optional.of(failed(
                    Rendering.Code.INCLUDE_LIMIT,
                    "more than " + TemplateRenderer.MAX_INCLUDES + " includes or " + TemplateRenderer.MAX_INCLUDED
                            + " characters included",
                    at));
        }
        return into(target, write);
    }

    /** Why there is no text. */
    public Rendering.Failed failed(Rendering.Code code, String message, Place at) {
        return failed(code, message, at, chain());
    }

    private static Rendering.Failed failed(Rendering.Code code, String message, Place at, List<String> chain) {
        return new Rendering.Failed(code, message, at.template(), at.line(), at.column(), chain);
    }

    /** The text has grown too large. */
    public Rendering.Failed tooLarge(Place at) {
        return failed(
                Rendering.Code.OUTPUT_TOO_LARGE,
                "the text grows beyond " + TemplateRenderer.MAX_OUTPUT + " characters",
                at);
    }

    private List<String> chain() {
        return path.stream()
                .map(TemplateSource::label)
                .filter(label -> !label.isEmpty())
                .toList();
    }

    private List<String> chainTo(TemplateSource target) {
        List<String> chain = new ArrayList<>(chain());
        chain.add(target.label());
        return chain;
    }
}
