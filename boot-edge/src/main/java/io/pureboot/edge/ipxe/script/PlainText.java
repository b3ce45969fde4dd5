package io.pureboot.edge.ipxe.script;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Text of others (an engine's reason, a query's value) made harmless within a script's line: printable ASCII on one line, with no variable
 * ({@code ${…}}), no separator ({@code ||}, {@code &&}, {@code ;}) and no comment ({@code #}).
 */
final class PlainText {

    private static final int MAX_CHARS = 200;

    private PlainText() {}

    static String of(String text) {
        String printable =
                text.replaceAll("\\s+", " ").replaceAll("[^ -~]", "?").replace("${", "$ {");
        String cut = printable.length() > MAX_CHARS ? printable.substring(0, MAX_CHARS) + "..." : printable;
        return Arrays.stream(cut.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .filter(word -> !word.equals("||") && !word.equals("&&") && !word.equals(";"))
                .map(word -> word.startsWith("#") ? "No." + word.substring(1) : word)
                .collect(Collectors.joining(" "));
    }
}
