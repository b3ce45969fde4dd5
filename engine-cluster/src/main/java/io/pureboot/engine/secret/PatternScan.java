package io.pureboot.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds any of many byte patterns in a text. The first four bytes of each are looked up at every place of the text, behind a filter that
 * says no for nearly all of them, so that a text without a pattern costs about a nanosecond a byte, however many patterns there are. It
 * also tells of a pattern that the text's end has only begun, as logs come in chunks (decision 0020).
 */
final class PatternScan {
    /** The shortest pattern, in bytes. */
    static final int SHORTEST = 4;

    static final PatternScan NONE = new PatternScan(List.of());

    private static final List<byte[]> NO_PATTERNS = List.of();
    private static final int FILTER_BITS = 16;
    private static final Comparator<byte[]> LONGEST_FIRST =
            Comparator.<byte[]>comparingInt(pattern -> pattern.length).reversed();

    private final long[] filter = new long[1 << (FILTER_BITS - 6)];
    private final Map<Integer, List<byte[]>> byHead = new HashMap<>();
    private final Map<Integer, List<byte[]>> byTail = new HashMap<>();
    private final Set<Integer> shortHeads = new HashSet<>();
    private final int longest;

    private PatternScan(Collection<byte[]> patterns) {
        int most = 0;
        for (byte[] pattern : patterns) {
            int head = key(pattern, 0);
            int bit = bit(head);
            filter[bit >> 6] |= 1L << bit;
            byHead.computeIfAbsent(head, first -> new ArrayList<>()).add(pattern);
            byTail.computeIfAbsent(key(pattern, pattern.length - SHORTEST), first -> new ArrayList<>())
                    .add(pattern);
            for (int length = 1; length < SHORTEST; length++) {
                shortHeads.add(shortKey(pattern, 0, length));
            }
            most = Math.max(most, pattern.length);
        }
        byHead.values().forEach(bucket -> bucket.sort(LONGEST_FIRST));
        longest = most;
    }

    /** @param patterns texts of {@link #SHORTEST} bytes of UTF-8 or more; shorter ones are left out */
    static PatternScan of(Collection<String> patterns) {
        List<byte[]> bytes = patterns.stream()
                .distinct()
                .map(pattern -> pattern.getBytes(StandardCharsets.UTF_8))
                .filter(pattern -> pattern.length >= SHORTEST)
                .toList();
        return bytes.isEmpty() ? NONE : new PatternScan(bytes);
    }

    boolean isEmpty() {
        return longest == 0;
    }

    /** Where patterns stand, as pairs of first and behind-the-last byte in ascending order; those that overlap are one. */
    int[] places(byte[] text) {
        int[] places = new int[0];
        int count = 0;
        if (longest == 0 || text.length < SHORTEST) {
            return places;
        }
        int key = key(text, 0);
        for (int at = 0; at <= text.length - SHORTEST; at++) {
            if (at > 0) {
                key = (key << 8) | (text[at + SHORTEST - 1] & 0xFF);
            }
            if (!mayBegin(key)) {
                continue;
            }
            int length = match(text, at, key);
            if (length > 0) {
                if (count > 0 && places[count - 1] >= at) {
                    places[count - 1] = Math.max(places[count - 1], at + length);
                } else {
                    places = count == places.length ? Arrays.copyOf(places, Math.max(8, count * 2)) : places;
                    places[count++] = at;
                    places[count++] = at + length;
                }
            }
        }
        return Arrays.copyOf(places, count);
    }

    private int match(byte[] text, int at, int key) {
        for (byte[] pattern : byHead.getOrDefault(key, List.of())) {
            int end = at + pattern.length;
            if (end <= text.length && Arrays.equals(text, at, end, pattern, 0, pattern.length)) {
                return pattern.length;
            }
        }
        return 0;
    }

    /** How many bytes at the text's end are the beginning of a pattern that goes on behind it; the most, 0 when none are. */
    int unfinished(byte[] text) {
        for (int length = Math.min(longest - 1, text.length); length >= SHORTEST; length--) {
            int at = text.length - length;
            int end = text.length;
            int wanted = length;
            int key = key(text, at);
            for (byte[] pattern : mayBegin(key) ? byHead.getOrDefault(key, List.of()) : NO_PATTERNS) {
                if (pattern.length > wanted && Arrays.equals(text, at, end, pattern, 0, wanted)) {
                    return wanted;
                }
            }
        }
        for (int length = Math.min(SHORTEST - 1, text.length); length > 0; length--) {
            if (shortHeads.contains(shortKey(text, text.length - length, length))) {
                return length;
            }
        }
        return 0;
    }

    /** How many bytes at the text's beginning are the end of a pattern that began before it: {@link #SHORTEST} or more, or 0. */
    int begunBefore(byte[] text) {
        for (int length = Math.min(longest - 1, text.length); length >= SHORTEST; length--) {
            for (byte[] pattern : byTail.getOrDefault(key(text, length - SHORTEST), List.of())) {
                if (pattern.length > length
                        && Arrays.equals(text, 0, length, pattern, pattern.length - length, pattern.length)) {
                    return length;
                }
            }
        }
        return 0;
    }

    private boolean mayBegin(int key) {
        int bit = bit(key);
        return (filter[bit >> 6] & (1L << bit)) != 0;
    }

    private static int bit(int key) {
        return (key * 0x9E3779B1) >>> (32 - FILTER_BITS);
    }

    private static int key(byte[] text, int at) {
        return (text[at] << 24) | ((text[at + 1] & 0xFF) << 16) | ((text[at + 2] & 0xFF) << 8) | (text[at + 3] & 0xFF);
    }

    /** Of 1 to 3 bytes, which differ from each other in what stands above them. */
    private static int shortKey(byte[] text, int at, int length) {
        int key = length;
        for (int i = 0; i < length; i++) {
            key = (key << 8) | (text[at + i] & 0xFF);
        }
        return key;
    }
}
