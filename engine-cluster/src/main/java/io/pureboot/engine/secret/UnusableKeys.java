package io.pureboot.engine.secret;

/** The configured keys cannot be used, or do not open what the cluster's engines have sealed; the message says what to mend. */
public final class UnusableKeys extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableKeys(String message) {
        super(message);
    }
}
