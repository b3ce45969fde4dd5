package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.IncludeUse;
import io.pureboot.engine.template.Mentions;
import io.pureboot.engine.template.Namespace;
import io.pureboot.engine.template.Place;
import io.pureboot.engine.template.TemplateFault;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.UnknownVariable;
import io.pureboot.engine.template.VariableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from a text in Handlebars what it mentions. */
public final class HandlebarsMentions {
    private final TemplateSource source;
    private final HandlebarsText text;
    private final List<VariableUse> variables = new ArrayList<>();
    private final List<IncludeUse> includes = new ArrayList<>();
    private final List<TemplateFault> faults = new ArrayList<>();

    private HandlebarsMentions(TemplateSource source, HandlebarsText text) {
        this.source = source;
        this.text = text;
    }

    public static Mentions of(TemplateSource source, HandlebarsText text) {
        HandlebarsMentions mentions = new HandlebarsMentions(source, text);
        text.faults()
                .forEach(fault -> mentions.faults.add(new TemplateFault(
                        fault.code().wire(), fault.message(), Optional.empty(), text.place(source, fault.at()))));
        text.tags().forEach(mentions::read);
        return new Mentions(mentions.variables, mentions.includes, mentions.faults);
    }

    private void read(Tag tag) {
        Place place = text.place(source, tag.start());
        switch (tag.kind()) {
            case VALUE -> new Uses(tag.words(), place).call(0, false);
            case OPEN, OPEN_INVERSE, ELSE -> new Uses(tag.words(), place).call(0, true);
            case PARTIAL -> {
                IncludeName.reference(tag)
                        .ifPresent(reference ->
                                includes.add(new IncludeUse(reference.toString(), Optional.empty(), place)));
                new Uses(tag.words(), place).arguments(1, true, Optional.empty());
            }
            case CLOSE, COMMENT -> {}
        }
    }

    /** The words of one tag, read as calls of helpers and their arguments. */
    private final class Uses {
        private final List<Tag.Word> words;
        private final Place place;

        private Uses(List<Tag.Word> words, Place place) {
            this.words = words;
            this.place = place;
        }

        /**
         * Reads a helper or a variable, and its arguments up to the parenthesis that closes.
         *
         * @param optional whether a value need not be there
         * @return where to go on
         */
        private int call(int head, boolean optional) {
            if (head >= words.size()) {
                return head;
            }
            Tag.Word word = words.get(head);
            boolean helper = word.sort() == Tag.Sort.PATH && ClosedHelpers.has(word.text());
            if (!helper) {
                use(word, optional, Optional.empty());
                return arguments(head + 1, optional, Optional.empty());
            }
            boolean asks = switch (word.text()) {
                case "if", "unless", "each", "with" -> true;
                default -> false;
            };
            return arguments(
                    head + 1, asks, word.text().equals("default") ? Optional.of(last(head)) : Optional.empty());
        }

        private int arguments(int from, boolean optional, Optional<String> fallback) {
            int at = from;
            while (at < words.size()) {
                Tag.Word word = words.get(at);
                switch (word.sort()) {
                    case CLOSE -> {
                        return at + 1;
                    }
                    case OPEN -> at = call(at + 1, optional);
                    case PATH -> {
                        use(word, optional, fallback);
                        at++;
                    }
                    case TEXT, LITERAL, HASH_KEY, BLOCK_PARAMS -> at++;
                }
            }
            return at;
        }

        /** What stands last among the arguments of a call, as it is written. */
        private String last(int head) {
            int depth = 0;
            String last = "";
            for (Tag.Word word : words.subList(head + 1, words.size())) {
                depth += word.sort() == Tag.Sort.OPEN ? 1 : word.sort() == Tag.Sort.CLOSE ? -1 : 0;
                if (depth < 0) {
                    break;
                }
                last = word.sort() == Tag.Sort.CLOSE ? "(…)" : word.text();
            }
            return last;
        }

        private void use(Tag.Word word, boolean optional, Optional<String> fallback) {
            if (word.sort() != Tag.Sort.PATH) {
                return;
            }
            TagInUse.variable(word.text()).ifPresent(path -> {
                Optional<Namespace> namespace = Namespace.parse(path.namespace());
                if (namespace.isPresent()) {
                    variables.add(new VariableUse(path.namespace(), path.key(), fallback, optional, place));
                }
                boolean unknown = namespace.filter(n -> !n.knows(path.key())).isPresent();
                TemplateFault fault = UnknownVariable.fault(path.namespace(), path.key(), place);
                // Without a namespace it may be a field of what a loop or a partial hands in; near to one it was meant
                // to be one.
                if (unknown || (namespace.isEmpty() && fault.suggestion().isPresent())) {
                    faults.add(fault);
                }
            });
        }
    }
}
