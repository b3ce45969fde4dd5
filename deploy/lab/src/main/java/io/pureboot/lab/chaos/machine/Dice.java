package io.pureboot.lab.chaos.machine;

import java.time.Duration;
import java.util.Random;

/** One machine's chance, from the run's seed and the machine's number. Used by its machine only. */
final class Dice {
    private final Random random;

    Dice(long seed, int machine) {
        this.random = new Random(seed * 1_000_003 + machine);
    }

    /** Whether something of this probability happens now. */
    boolean falls(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Half of {@code mean} to one and a half of it. */
    Duration around(Duration mean) {
        return Duration.ofMillis((long) ((0.5 + random.nextDouble()) * mean.toMillis()));
    }

    /** An id of this machine's making, such as that of a boot. */
    String id(String kind) {
        return kind + "-" + Long.toHexString(random.nextLong());
    }
}
