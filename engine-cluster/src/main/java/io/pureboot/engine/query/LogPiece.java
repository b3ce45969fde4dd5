package io.pureboot.engine.query;

import java.nio.ByteBuffer;

/**
 * A part of a log.
 *
 * @param data read-only; empty when there is nothing from that offset on yet
 * @param end the offset after its last byte
 */
public record LogPiece(ByteBuffer data, long end) {}
