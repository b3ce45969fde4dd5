package io.pureboot.engine.template;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of texts, kept by the texts themselves, so that it can never be stale; what was not asked for the longest goes first.
 * Safe from any thread.
 */
final class RecentTexts<V> {
    private final LinkedHashMap<String, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private final long capacity;
    private long total;

    /** @param capacity UTF-16 units of all texts kept */
    RecentTexts(long capacity) {
        this.capacity = capacity;
    }

    /** What was made of the text before, or what {@code make} makes of it now; two threads may both make it. */
    V of(String text, Function<String, V> make) {
        synchronized (values) {
            V known = values.get(text);
            if (known != null) {
                return known;
            }
        }
        V made = make.apply(text);
        synchronized (values) {
            if (values.put(text, made) == null) {
                total += text.length();
            }
            Iterator<Map.Entry<String, V>> eldest = values.entrySet().iterator();
            while (total > capacity && eldest.hasNext()) {
                total -= eldest.next().getKey().length();
                eldest.remove();
            }
        }
        return made;
    }
}
