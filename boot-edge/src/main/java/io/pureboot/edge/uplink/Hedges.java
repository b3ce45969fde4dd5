package io.pureboot.edge.uplink;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests may be put to a second engine because the first is slow: a tenth of all, and some at once. When all engines are slow,
 * asking twice would make them slower.
 */
final class Hedges {
    private static final int TENTHS = 10;
    private static final int MOST = 20 * TENTHS;

    private final AtomicInteger tenths = new AtomicInteger(MOST);

    /** A request is sent. */
    void earn() {
        tenths.getAndUpdate(now -> Math.min(MOST, now + 1));
    }

    /** Whether one more may be put to a second engine. */
    boolean take() {
        return tenths.getAndUpdate(now -> now >= TENTHS ? now - TENTHS : now) >= TENTHS;
    }
}
