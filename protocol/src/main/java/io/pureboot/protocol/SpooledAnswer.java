package io.pureboot.protocol;

/**
 * The edge's answer to a report that it keeps on disk because no engine answers (202, promise P-31).
 *
 * @param spooled always true
 * @param depth how many reports of this execution wait at this edge, this one included
 */
public record SpooledAnswer(boolean spooled, long depth) {}
