package io.pureboot.engine.workflow.walk;

import java.util.Random;

/**
 * One kind of thing that may happen to an execution.
 *
 * @param weight how often it is drawn, against the other moves
 */
record Move(String name, int weight, Happening happening) {
    /** What happens, given the walker's state and the chance of this one occurrence. */
    @FunctionalInterface
    interface Happening {
        void happens(Walker walker, Random random);
    }

    /** One occurrence in a walk. */
    record Drawn(Move move, long seed) {
        void happens(Walker walker) {
            move.happening().happens(walker, new Random(seed));
        }
    }
}
