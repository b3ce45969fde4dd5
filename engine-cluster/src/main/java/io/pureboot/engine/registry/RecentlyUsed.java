package io.pureboot.engine.registry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/** Keeps values that never change, up to a total weight; what was not asked for the longest goes first. Safe from any thread. */
final class RecentlyUsed<K, V> {
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final ToIntFunction<V> weight;
    private final long capacity;
    private long total;

    /** @param capacity what the weights of all kept values add up to at most */
    RecentlyUsed(long capacity, ToIntFunction<V> weight) {
        this.capacity = capacity;
        this.weight = weight;
    }

    Optional<V> get(K key) {
        lock.lock();
        try {
            return Optional.ofNullable(values.get(key));
        } finally {
            lock.unlock();
        }
    }

    void keep(K key, V value) {
        lock.lock();
        try {
            V before = values.put(key, value);
            total += weight.applyAsInt(value) - (before == null ? 0 : weight.applyAsInt(before));
            Iterator<Map.Entry<K, V>> eldest = values.entrySet().iterator();
            while (total > capacity && eldest.hasNext()) {
                total -= weight.applyAsInt(eldest.next().getValue());
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
