package io.pureboot.engine;

/** An engine could not start; the message says to an operator why and what to mend. */
public final class EngineDidNotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineDidNotStart(String message) {
        super(message);
    }

    public EngineDidNotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
