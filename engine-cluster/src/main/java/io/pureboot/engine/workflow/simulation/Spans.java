package io.pureboot.engine.workflow.simulation;

import io.pureboot.protocol.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write and read them. */
public final class Spans {
    private static final Pattern SPAN =
            Pattern.compile("(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?");
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,9}");
    private static final Pattern INSTANT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?Z");
    private static final int MILLIS = 1000;

    private Spans() {}

    /** {@code 40s}, {@code 5m}, {@code 1h30m}, {@code 2d}, or a plain number of seconds; empty for anything else, or for more than ten years. */
    public static Optional<Duration> parse(String text) {
        if (PLAIN.matcher(text).matches()) {
            return allowed(Duration.ofSeconds(Long.parseLong(text)));
        }
        Matcher span = SPAN.matcher(text);
        if (text.isEmpty() || !span.matches()) {
            return Optional.empty();
        }
        return allowed(Duration.ofDays(part(span, 1))
                .plusHours(part(span, 2))
                .plusMinutes(part(span, 3))
                .plusSeconds(part(span, 4)));
    }

    private static Optional<Duration> allowed(Duration span) {
        return Optional.of(span).filter(length -> Seconds.allowed(length.toSeconds()));
    }

    private static long part(Matcher span, int group) {
        return span.group(group) == null ? 0 : Long.parseLong(span.group(group));
    }

    /** {@code 0:01:40}: hours, minutes, seconds, and thousandths where there are some. */
    public static String clock(Duration span) {
        String whole =
                String.format(Locale.ROOT, "%d:%02d:%02d", span.toHours(), span.toMinutesPart(), span.toSecondsPart());
        return span.toMillisPart() == 0 ? whole : whole + String.format(Locale.ROOT, ".%03d", span.toMillisPart());
    }

    /** The seconds of a span: a whole number where it is one. */
    static Number seconds(Duration span) {
        return span.toMillisPart() == 0 ? (Number) span.toSeconds() : (Number) (span.toMillis() / (double) MILLIS);
    }

    /** The sentence with each instant of virtual time told as its distance from {@code begin}. */
    static String virtual(String sentence, Instant begin) {
        return INSTANT.matcher(sentence)
                .replaceAll(found -> clock(Duration.between(begin, Instant.parse(found.group()))));
    }
}
