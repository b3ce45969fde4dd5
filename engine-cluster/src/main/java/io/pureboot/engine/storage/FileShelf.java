package io.pureboot.engine.storage;

import java.io.IOException;
import java.io.InputStream;

/** One backend as its files are read from it. All methods block. */
public interface FileShelf {
    /** Whether what lies there was verified when it came; what was not is verified by those that read all of it. */
    boolean verified();

    /**
     * Asks whether the file is there, as cheaply as the backend allows.
     *
     * @throws IOException when the backend does not answer, or has no such file
     */
    void probe(StoredFile file) throws IOException;

    /**
     * Opens a part of a file.
     *
     * @param first offset of the first byte
     * @param length how many bytes are wanted; the stream may have more
     * @throws IOException when the backend does not answer, or has no such file
     */
    InputStream open(StoredFile file, long first, long length) throws IOException;
}
