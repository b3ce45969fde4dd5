package io.pureboot.engine.recovery;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;

/** An event was read and cannot be applied, or what came of it makes no sense. */
public final class UnreadableHistory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnreadableHistory(String detail, Throwable cause) {
        super(detail, cause);
    }

    /** Applies events; what goes wrong with one says so. */
    public static <S, E> BiFunction<S, E, S> evolving(BiFunction<S, E, S> evolve) {
        return (state, event) -> {
            try {
                return evolve.apply(state, event);
            } catch (RuntimeException mistake) {
                throw new UnreadableHistory(
                        event.getClass().getSimpleName() + " cannot be applied: " + mistake, mistake);
            }
        };
    }

    /** Has the world follow a state that was just recovered; a state that nothing can follow from says so. */
    public static void following(Runnable world) {
        try {
            world.run();
        } catch (RejectedExecutionException stopping) {
            // The engine's threads have ended: that says nothing about the state.
            throw stopping;
        } catch (RuntimeException mistake) {
            throw new UnreadableHistory("nothing can follow from the state: " + mistake, mistake);
        }
    }
}
