package io.pureboot.edge.tftp.content;

import java.nio.ByteBuffer;

/** Text as RFC 764 wants it on the wire: a line end is CR LF, a CR of the text is CR NUL. */
public final class Netascii {

    private Netascii() {}

    /** {@code text} as it goes over the wire. */
    public static ByteBuffer encode(ByteBuffer text) {
        ByteBuffer in = text.duplicate();
        ByteBuffer out = ByteBuffer.allocate(2 * in.remaining());
        while (in.hasRemaining()) {
            byte b = in.get();
            switch (b) {
                case '\n' -> out.put((byte) '\r').put((byte) '\n');
                case '\r' -> out.put((byte) '\r').put((byte) 0);
                default -> out.put(b);
            }
        }
        return out.flip();
    }
}
