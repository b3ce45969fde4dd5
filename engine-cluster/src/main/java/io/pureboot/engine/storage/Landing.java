package io.pureboot.engine.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one upload on their way into a backend, in order. All methods block. */
public interface Landing extends Closeable {
    void write(byte[] bytes, int count) throws IOException;

    /**
     * Makes everything that was written survive this engine.
     *
     * @return what {@link LandingShelf#resume} needs to go on after it, as {@link Upload#progress()}
     */
    String settle() throws IOException;

    /** Everything that was received, from the backend itself; nothing is written after it. */
    InputStream readBack() throws IOException;

    /**
     * Gives the whole and verified file its name, at once: nobody ever sees a part of it.
     *
     * @return its location
     */
    String land() throws IOException;

    /** Lets go of what it holds; what was not settled may be lost. */
    @Override
    void close() throws IOException;
}
