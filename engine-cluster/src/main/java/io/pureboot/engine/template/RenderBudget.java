package io.pureboot.engine.template;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one rendering may spend. Steps come first, so that what is refused does not depend on how fast the machine is; time is the net
 * below them.
 */
public final class RenderBudget {
    /** Values read, helpers called, rounds of loops. */
    public static final int MAX_STEPS = 200_000;
    /** Nanoseconds, without those in which templates were read for the first time. */
    public static final long MAX_TIME = 600_000_000L;

    /** Nanoseconds of reading that count for nothing: the first time after a start, when even a small template takes long. */
    private static final long FREE_READING = 1_000_000_000L;

    private static final int STEPS_BETWEEN_LOOKS = 256;

    private final LongSupplier nanos;
    private long began;
    private int steps;
    private long read;
    private int lookAt;
    private boolean late;

    /** @param nanos a monotonic clock */
    RenderBudget(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Spends {@code cost} steps; false once there is nothing left. */
    public boolean spend(int cost) {
        if (steps == 0) {
            began = nanos.getAsLong();
        }
        steps += cost;
        if (steps >= lookAt) {
            lookAt = steps + STEPS_BETWEEN_LOOKS;
            late = nanos.getAsLong() - began - Math.min(read, FREE_READING) > MAX_TIME;
        }
        return steps <= MAX_STEPS && !late;
    }

    /** Does what is not the rendering's own work: its time counts for nothing, within reason. */
    public <T> T reading(Supplier<T> read) {
        if (steps == 0) {
            return read.get();
        }
        long start = nanos.getAsLong();
        T made = read.get();
        this.read += nanos.getAsLong() - start;
        return made;
    }

    /** Which of the two is at its end, once {@link #spend} has said so. */
    public Rendering.Code code() {
        return late ? Rendering.Code.RENDER_TIME : Rendering.Code.RENDER_STEPS;
    }

    /** In words. */
    public String message() {
        return late
                ? "the rendering takes more than " + MAX_TIME / 1_000_000 + " ms"
                : "the rendering takes more than " + MAX_STEPS + " steps: loops that are too long, or too many";
    }
}
