package io.pureboot.edge.tftp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/** One TFTP datagram (RFC 1350, section 5; OACK: RFC 2347). */
public sealed interface Packet {

    /**
     * A client asks for a file (opcode 1).
     *
     * @param file the name as the client sent it: not yet cleaned
     * @param options what it would like, in its order
     */
    record ReadRequest(String file, Mode mode, List<Option> options) implements Packet {
        public ReadRequest {
            options = List.copyOf(options);
        }
    }

    /** A client would write a file (opcode 2); the edge never lets it. */
    record WriteRequest(String file, Mode mode, List<Option> options) implements Packet {
        public WriteRequest {
            options = List.copyOf(options);
        }
    }

    /**
     * One block of the file (opcode 3).
     *
     * @param block 0 to 65535; after 65535 comes 0
     * @param payload from its position to its limit; shorter than the block size in the last block only
     */
    record Data(int block, ByteBuffer payload) implements Packet {}

    /** The client has all blocks up to this one (opcode 4); 0 to 65535. */
    record Ack(int block) implements Packet {}

    /**
     * The end of a transfer, or a refusal (opcode 5).
     *
     * @param code as on the wire, 0 to 65535; {@link ErrorCode} names those of the RFCs
     */
    record Failure(int code, String message) implements Packet {
        public static Failure of(ErrorCode code, String message) {
            return new Failure(code.wire(), message);
        }
    }

    /** The options that the server grants (opcode 6). */
    record OptionAck(List<Option> options) implements Packet {
        public OptionAck {
            options = List.copyOf(options);
        }
    }
}
