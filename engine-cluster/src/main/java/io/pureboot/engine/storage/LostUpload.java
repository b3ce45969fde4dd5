package io.pureboot.engine.storage;

import java.io.IOException;

/** A backend does not have the bytes that an upload's row says it has: they were removed, or never reached the disk. */
public final class LostUpload extends IOException {
    private static final long serialVersionUID = 1L;

    public LostUpload(String message) {
        super(message);
    }
}
