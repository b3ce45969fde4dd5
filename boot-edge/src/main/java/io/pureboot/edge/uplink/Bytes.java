package io.pureboot.edge.uplink;

import java.nio.charset.StandardCharsets;

/** A body: bytes that nobody changes. */
public final class Bytes {

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes {@code bytes} over; the caller does not touch them again. */
    public static Bytes owned(byte[] bytes) {
        return new Bytes(bytes);
    }

    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves: read only. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    /** Read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
