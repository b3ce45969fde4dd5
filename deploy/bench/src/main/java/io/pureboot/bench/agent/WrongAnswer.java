package io.pureboot.bench.agent;

import java.io.IOException;

/** An answer that is not the expected one; its connection is still good. */
public final class WrongAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    public WrongAnswer(String message) {
        super(message);
    }
}
