package io.pureboot.engine.secret;

/** A secret cannot be read just now, because what keeps it does not answer. Asking again later may help. */
public final class SecretsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretsUnavailable(String message) {
        super(message);
    }
}
