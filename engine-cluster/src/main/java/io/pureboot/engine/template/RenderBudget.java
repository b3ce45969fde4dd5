package io.pureboot.engine.template;

import java.util.function.LongSupplier;

/**
 * What one rendering may spend. Steps come first, so that what is refused does not depend on how fast the machine is; time is the net
 * below them.
 */
public final class RenderBudget {
    /** Values read, helpers called, rounds of loops. */
    public static final int MAX_STEPS = 200_000;
    /** Nanoseconds. */
    public static final long MAX_TIME = 800_000_000L;

    private static final int STEPS_BETWEEN_LOOKS = 256;

    private final LongSupplier nanos;
    private final long began;
    private int steps;
    private int lookAt = STEPS_BETWEEN_LOOKS;
    private boolean late;

    /** @param nanos a monotonic clock */
    RenderBudget(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Spends {@code cost} steps; false once there is nothing left. */
    public boolean spend(int cost) {
        steps += cost;
        if (steps >= lookAt) {
            lookAt = steps + STEPS_BETWEEN_LOOKS;
            late = nanos.getAsLong() - began > MAX_TIME;
        }
        return steps <= MAX_STEPS && !late;
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
