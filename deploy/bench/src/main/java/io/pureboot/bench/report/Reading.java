package io.pureboot.bench.report;

import java.util.Locale;

/**
 * One measured value.
 *
 * @param field its name in JSON
 * @param words for people, with the unit
 * @param decimals as people see it
 */
public record Reading(String field, String words, double value, int decimals) {
    public String shown() {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
