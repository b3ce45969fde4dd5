package io.pureboot.engine.storage;

import java.io.IOException;

/** A backend that files are uploaded to. All methods block; one upload has one writer at a time. */
public interface LandingShelf extends FileShelf {
    /**
     * Goes on with an upload after {@link Upload#received()} bytes.
     *
     * @throws LostUpload when what was received is not there any more: it must begin again
     */
    Landing resume(Upload upload) throws IOException;

    /** Forgets the bytes of an upload that did not become a file; it may have none. */
    void discard(Upload upload) throws IOException;
}
