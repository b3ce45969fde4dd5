package io.pureboot.standalone.machine.ipxe;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** iPXE's settings: named values with formats, and the expansion of {@code ${name:format}}. */
public final class Variables {
    private static final Pattern INNERMOST = Pattern.compile("\\$\\{([^${}]*)\\}");
    private static final int MOST_EXPANSIONS = 1_000;

    private final Map<String, Value> values = new TreeMap<>();

    /** The text form, and in hex the bytes that the other formats show. */
    private record Value(String text, String hex) {
        String hex(String delimiter) {
            return hex.replaceAll("(..)(?!$)", "$1" + delimiter);
        }
    }

    /** Sets a text; an empty one removes the setting, as iPXE does. */
    public void set(String name, String text) {
        put(name, text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets an Ethernet address, written with colons. */
    public void setMac(String name, String text) {
        put(name, text, HexFormat.ofDelimiter(":").parseHex(text));
    }

    public void clear(String name) {
        values.remove(key(name));
    }

    /** The value in the format that the name asks for, such as {@code net0/mac:hexhyp}; empty when it is not set. */
    public String get(String reference) {
        String format = reference.contains(":") ? reference.substring(reference.indexOf(':') + 1) : "";
        return find(key(reference)).map(value -> formatted(value, format)).orElse("");
    }

    /** {@code text} with every reference replaced, the inner ones first. */
    public String expand(String text) {
        String now = text;
        for (int i = 0; i < MOST_EXPANSIONS; i++) {
            Matcher reference = INNERMOST.matcher(now);
            if (!reference.find()) {
                return now;
            }
            now = now.substring(0, reference.start()) + get(reference.group(1)) + now.substring(reference.end());
        }
        return now;
    }

    private void put(String name, String text, byte[] raw) {
        if (text.isEmpty()) {
            values.remove(key(name));
        } else {
            values.put(key(name), new Value(text, HexFormat.of().formatHex(raw)));
        }
    }

    /** A name without a scope is looked up at the first interface too. */
    private Optional<Value> find(String key) {
        Optional<Value> exact = Optional.ofNullable(values.get(key));
        return exact.isPresent() || key.contains("/") ? exact : Optional.ofNullable(values.get("net0/" + key));
    }

    /** {@code netX} is the interface last opened; this machine has one. */
    private static String key(String reference) {
        String name = reference.contains(":") ? reference.substring(0, reference.indexOf(':')) : reference;
        return name.startsWith("netX/") ? "net0/" + name.substring("netX/".length()) : name;
    }

    private static String formatted(Value value, String format) {
        return switch (format) {
            case "hex" -> value.hex(":");
            case "hexhyp" -> value.hex("-");
            case "hexraw" -> value.hex("");
            case "base64" -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(value.hex()));
            case "uristring" -> uriString(value.text());
            default -> value.text();
        };
    }

    /** As seen from a real iPXE: a space becomes {@code %20}, {@code + ( ) ,} stay. */
    private static String uriString(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~+(),".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return encoded.toString();
    }
}
