package io.pureboot.engine.query;

/** What became of a chunk. Offsets are in bytes from the beginning of the attempt's log. */
public sealed interface LogAnswer {
    /**
     * It is kept, or was before, or the quota is used up and nothing more is kept.
     *
     * @param nextOffset where the next chunk is to start
     * @param truncated the quota is used up
     */
    record Kept(long nextOffset, boolean truncated) implements LogAnswer {}

    /** It starts neither at the log's end nor where a kept chunk starts. */
    record OffsetMismatch(long expectedOffset) implements LogAnswer {}
}
