package io.pureboot.engine.storage;

import java.io.IOException;

/** This engine does not see a backend's directory: it is another engine's own, or not mounted. */
public final class NotHere extends IOException {
    private static final long serialVersionUID = 1L;

    public NotHere(String message) {
        super(message);
    }
}
