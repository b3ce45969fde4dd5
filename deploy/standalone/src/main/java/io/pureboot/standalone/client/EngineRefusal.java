package io.pureboot.standalone.client;

import java.io.IOException;
import java.util.Optional;

/** The engine answered, and not with what was asked for; the message is its problem document in words. */
public final class EngineRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    EngineRefusal(int status, Optional<String> code, String message) {
        super(message);
        this.status = status;
        this.code = code.orElse("");
    }

    public int status() {
        return status;
    }

    /** The problem's stable name, or nothing when the answer was no problem document. */
    public String code() {
        return code;
    }
}
