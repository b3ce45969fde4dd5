package io.pureboot.engine.query;

import java.util.Optional;

/** Takes out of logs what must not be kept, without changing their length: offsets are what sender and table agree on. */
@FunctionalInterface
public interface LogMask {
    /**
     * A chunk as it is to be kept.
     *
     * @param held what the chunk before it has left over, if anything
     * @param cut whether the data may begin in the middle of something, as the end of a longer log does
     */
    Masked mask(LogOf log, Optional<byte[]> held, byte[] data, boolean cut);

    /**
     * What is kept of a chunk.
     *
     * @param data as long as what was given
     * @param before how the last bytes of what was kept before are to be kept now that it is known how they go on; mostly none
     * @param held what is to be given along with the next chunk; sealed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Masked(byte[] data, byte[] before, Optional<byte[]> held) {}
}
