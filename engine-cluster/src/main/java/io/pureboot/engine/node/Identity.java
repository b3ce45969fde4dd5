package io.pureboot.engine.node;

import io.pureboot.protocol.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One thing by which a machine is recognised. MAC first, then SMBIOS UUID, then serial number (promise P-18). */
record Identity(Kind kind, String value) {
    private static final int LONGEST = 256;

    /** What vendors' firmware says when nobody has filled the field in. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "",
            "0",
            "none",
            "null",
            "n/a",
            "na",
            "unknown",
            "default",
            "default string",
            "not specified",
            "not available",
            "not applicable",
            "invalid",
            "empty",
            "o.e.m.",
            "oem",
            "to be filled by o.e.m.",
            "to be filled by oem",
            "system serial number",
            "serial number",
            "chassis serial number",
            "xxxxxxxxxx",
            "0123456789",
            "123456789",
            "1234567890");

    enum Kind {
        MAC,
        UUID,
        SERIAL;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What identifies a machine of these facts, the strongest first. */
    static List<Identity> of(MacAddress mac, Optional<String> uuid, Optional<String> serial) {
        List<Identity> all = new ArrayList<>();
        all.add(of(mac));
        uuid(uuid).ifPresent(all::add);
        serial(serial).ifPresent(all::add);
        return List.copyOf(all);
    }

    static Identity of(MacAddress mac) {
        return new Identity(Kind.MAC, mac.value());
    }

    static Optional<Identity> uuid(Optional<String> text) {
        return text.map(Identity::plain)
                .filter(value -> !PLACEHOLDERS.contains(value))
                .filter(value -> !value.startsWith("03000200-0400-"))
                .filter(value -> !isOneDigitOver(value))
                .filter(value -> value.length() <= LONGEST)
                .map(value -> new Identity(Kind.UUID, value));
    }

    static Optional<Identity> serial(Optional<String> text) {
        return text.map(Identity::plain)
                .filter(value -> !PLACEHOLDERS.contains(value))
                .filter(value -> !isOneDigitOver(value))
                .filter(value -> value.length() <= LONGEST)
                .map(value -> new Identity(Kind.SERIAL, value));
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** All zeros, all f, all dots …: one character over and over, hyphens apart. */
    private static boolean isOneDigitOver(String value) {
        return value.replace("-", "").replace(" ", "").chars().distinct().count() <= 1;
    }
}
