package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Namespace;
import io.pureboot.engine.template.Place;
import java.util.List;
import java.util.Optional;

/**
 * The tag that is being rendered.
 *
 * @param head which of its words is the helper or variable that is at work
 * @param place of the tag
 */
record TagInUse(Optional<Tag> tag, int head, Place place) {
    record Path(String namespace, String key) {}

    /** The variable that stands as the helper's argument of that number, from 0; empty when it is none. */
    Optional<String> argument(int number) {
        List<Tag.Word> words = tag.map(Tag::words).orElse(List.of());
        int at = head + 1;
        for (int seen = 0; at < words.size() && isArgument(words.get(at)); seen++) {
            if (seen == number) {
                return words.get(at).sort() == Tag.Sort.PATH
                        ? Optional.of(words.get(at).text())
                        : Optional.empty();
            }
            at = words.get(at).sort() == Tag.Sort.OPEN ? afterParenthesis(words, at) : at + 1;
        }
        return Optional.empty();
    }

    /** How many arguments the helper has. */
    int arguments() {
        List<Tag.Word> words = tag.map(Tag::words).orElse(List.of());
        int at = head + 1;
        int seen = 0;
        while (at < words.size() && isArgument(words.get(at))) {
            at = words.get(at).sort() == Tag.Sort.OPEN ? afterParenthesis(words, at) : at + 1;
            seen++;
        }
        return seen;
    }

    /** A block's names come after {@code as}. */
    private static boolean isArgument(Tag.Word word) {
        return switch (word.sort()) {
            case PATH -> !word.text().equals("as");
            case TEXT, LITERAL, OPEN -> true;
            case HASH_KEY, CLOSE, BLOCK_PARAMS -> false;
        };
    }

    private static int afterParenthesis(List<Tag.Word> words, int open) {
        int depth = 0;
        int at = open;
        do {
            depth += switch (words.get(at).sort()) {
                case OPEN -> 1;
                case CLOSE -> -1;
                case PATH, TEXT, LITERAL, HASH_KEY, BLOCK_PARAMS -> 0;
            };
            at++;
        } while (depth > 0 && at < words.size());
        return at;
    }

    /** The variable that a path names: what is left without the steps outward; empty when the path names something of a loop. */
    static Optional<Path> variable(String written) {
        String path = written;
        for (String outward : List.of("@root.", "this.", "./", "../")) {
            while (path.startsWith(outward)) {
                path = path.substring(outward.length());
            }
        }
        int dot = path.indexOf('.');
        return dot <= 0 || dot == path.length() - 1
                ? Optional.empty()
                : Optional.of(new Path(path.substring(0, dot), withoutBrackets(path.substring(dot + 1))));
    }

    private static String withoutBrackets(String key) {
        return key.replace("[", "").replace("]", "");
    }

    /** The variable of a namespace that a path names, when the namespace has no such key. */
    static Optional<Path> unknown(String written) {
        return variable(written)
                .filter(path -> Namespace.parse(path.namespace())
                        .filter(namespace -> !namespace.knows(path.key()))
                        .isPresent());
    }
}
