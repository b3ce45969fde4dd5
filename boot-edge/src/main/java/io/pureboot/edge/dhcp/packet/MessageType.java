package io.pureboot.edge.dhcp.packet;

import java.util.Arrays;
import java.util.Optional;

/** Option 53 (RFC 2132, 9.6). */
public enum MessageType {
    DISCOVER(1),
    OFFER(2),
    REQUEST(3),
    DECLINE(4),
    ACK(5),
    NAK(6),
    RELEASE(7),
    INFORM(8);

    private final int wire;

    MessageType(int wire) {
        this.wire = wire;
    }

    public int wire() {
        return wire;
    }

    /** The type of that number; empty when there is none. */
    public static Optional<MessageType> of(int wire) {
        return Arrays.stream(values()).filter(type -> type.wire == wire).findFirst();
    }
}
