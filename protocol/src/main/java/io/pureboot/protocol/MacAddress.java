package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Ethernet address in its one written form here: six lower-case hex pairs with colons.
 *
 * <p>Read with colons ({@code 52:54:00:12:34:56}), hyphens (iPXE's {@code hexhyp}) or bare ({@code 525400123456}, iPXE's {@code
 * hexraw}). All-zero, broadcast and multicast addresses identify no machine and are refused (promise P-18).
 */
public record MacAddress(@JsonValue String value) {
    private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern ACCEPTED =
            Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}|[0-9a-f]{12}");

    /** @throws IllegalArgumentException when {@code value} is not in the written form; use {@link #parse} for outside input. */
    public MacAddress {
        if (!CANONICAL.matcher(value).matches() || !identifying(value)) {
            throw new IllegalArgumentException("not an Ethernet address of one machine: " + Ids.shown(value));
        }
    }

    @JsonCreator
    static MacAddress of(String text) {
        return parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("not an Ethernet address of one machine: " + Ids.shown(text)));
    }

    /** The address that {@code text} spells in any of the accepted forms, or empty. */
    public static Optional<MacAddress> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!ACCEPTED.matcher(lower).matches()) {
            return Optional.empty();
        }
        String digits = lower.replace(":", "").replace("-", "");
        String canonical = digits.replaceAll("(..)(?!$)", "$1:");
        return identifying(canonical) ? Optional.of(new MacAddress(canonical)) : Optional.empty();
    }

    private static boolean identifying(String canonical) {
        boolean multicast = (Character.digit(canonical.charAt(1), 16) & 1) == 1;
        return !multicast && !canonical.equals("00:00:00:00:00:00");
    }

    /** The form with hyphens, as iPXE's {@code ${netX/mac:hexhyp}} writes it. */
    public String hyphenated() {
        return value.replace(':', '-');
    }

    @Override
    public String toString() {
        return value;
    }
}
