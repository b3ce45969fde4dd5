package io.pureboot.engine.secret;

import io.pureboot.protocol.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is looked for of a value: itself, its lines, and the forms in which programs usually print it. */
final class Patterns {
    /** The shortest text that is masked, in characters: shorter ones stand in every second line by chance. */
    static final int SHORTEST = 4;

    private Patterns() {}

    /** None when the value is too short to be masked. */
    static Set<String> of(SecretText value) {
        Set<String> patterns = new LinkedHashSet<>();
        String text = value.reveal().strip();
        add(patterns, text);
        text.lines().map(String::strip).filter(Patterns::tells).forEach(line -> add(patterns, line));
        if (!patterns.isEmpty()) {
            // As one text, with the line's end that programs add, and as it was given.
            for (String whole : List.of(text, text + "\n", value.reveal())) {
                add(patterns, unpadded(Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_8))));
            }
        }
        return patterns;
    }

    /** The frames of PEM files are in every such file. */
    private static boolean tells(String line) {
        return !line.startsWith("-----BEGIN ") && !line.startsWith("-----END ");
    }

    private static void add(Set<String> patterns, String text) {
        if (text.length() < SHORTEST) {
            return;
        }
        patterns.add(text);
        json(text).ifPresent(patterns::add);
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        patterns.add(encoded);
        patterns.add(encoded.replace("+", "%20"));
        patterns.add(lowerHex(encoded));
    }

    /** As it stands within quotes of JSON. */
    private static Optional<String> json(String text) {
        String quoted = Json.mapper().getNodeFactory().textNode(text).toString();
        return Optional.of(quoted.substring(1, quoted.length() - 1)).filter(inner -> !inner.equals(text));
    }

    /** Some programs write the digits of percent signs small. */
    private static String lowerHex(String encoded) {
        StringBuilder lower = new StringBuilder(encoded);
        for (int at = lower.indexOf("%"); at >= 0; at = lower.indexOf("%", at + 1)) {
            lower.replace(at + 1, at + 3, lower.substring(at + 1, at + 3).toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }

    /** Some programs leave the padding out. */
    private static String unpadded(String base64) {
        return base64.replaceAll("=+$", "");
    }
}
