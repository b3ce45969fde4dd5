package io.pureboot.engine.recovery;

import java.util.function.BiFunction;

/** An event was read and cannot be applied. */
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
}
