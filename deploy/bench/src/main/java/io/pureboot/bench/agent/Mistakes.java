package io.pureboot.bench.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Answers that were not the expected ones: all are counted, the first few are kept word for word. */
public final class Mistakes {
    private static final int KEPT = 5;
    private static final int LONGEST = 500;

    private final AtomicLong count = new AtomicLong();
    private final List<String> first = new ArrayList<>();

    public void add(String what) {
        count.incrementAndGet();
        synchronized (first) {
            if (first.size() < KEPT) {
                first.add(what.length() > LONGEST ? what.substring(0, LONGEST) + "…" : what);
            }
        }
    }

    public void addAll(Mistakes others) {
        count.addAndGet(others.count());
        synchronized (first) {
            others.first().stream().limit(KEPT - first.size()).forEach(first::add);
        }
    }

    public long count() {
        return count.get();
    }

    /** The first few, word for word. */
    public List<String> first() {
        synchronized (first) {
            return List.copyOf(first);
        }
    }
}
