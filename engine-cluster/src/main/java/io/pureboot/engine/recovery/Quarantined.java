package io.pureboot.engine.recovery;

/** The entity's history cannot be read; it answers nothing until it is released. */
public final class Quarantined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Quarantined(String reason) {
        super(reason);
    }
}
