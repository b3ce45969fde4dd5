package io.pureboot.edge.tftp.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes datagrams. Total: any bytes give a {@link Reading}, never an exception. */
public final class PacketCodec {

    /** Bytes before a DATA packet's payload: opcode and block number. */
    public static final int DATA_HEADER_BYTES = 4;

    /** The longest datagram that is read as a request. RFC 2347 speaks of 512; some clients send long paths and more options. */
    public static final int MAX_REQUEST_BYTES = 2048;

    /** Options beyond this number are not read: no client sends more, and a hostile one gains nothing. */
    private static final int MAX_OPTIONS = 32;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int ERROR = 5;
    private static final int OPTION_ACK = 6;

    private PacketCodec() {}

    /** Whether a datagram that begins with {@code opcode} asks for a transfer. */
    public static boolean isRequest(int opcode) {
        return opcode == READ || opcode == WRITE;
    }

    /** Reads what lies between {@code datagram}'s position and limit; consumes it. */
    public static Reading read(ByteBuffer datagram) {
        if (datagram.remaining() < 2) {
            return refused("shorter than an opcode");
        }
        int opcode = datagram.getShort() & 0xFFFF;
        return switch (opcode) {
            case READ, WRITE -> request(opcode, datagram);
            case DATA ->
                datagram.remaining() < 2
                        ? refused("DATA without a block number")
                        : understood(new Packet.Data(datagram.getShort() & 0xFFFF, datagram.slice()));
            case ACK ->
                datagram.remaining() < 2
                        ? refused("ACK without a block number")
                        : understood(new Packet.Ack(datagram.getShort() & 0xFFFF));
            case ERROR -> failure(datagram);
            case OPTION_ACK -> understood(new Packet.OptionAck(options(datagram)));
            default -> refused("unknown opcode " + opcode);
        };
    }

    /** A datagram that spells {@code packet}, ready to be sent (position 0). */
    public static ByteBuffer write(Packet packet) {
        return switch (packet) {
            case Packet.ReadRequest r -> writeRequest(READ, r.file(), r.mode(), r.options());
            case Packet.WriteRequest w -> writeRequest(WRITE, w.file(), w.mode(), w.options());
            case Packet.Data d -> {
                ByteBuffer payload = d.payload().duplicate();
                ByteBuffer out = ByteBuffer.allocate(DATA_HEADER_BYTES + payload.remaining());
                dataHeader(out, d.block());
                yield out.put(payload).flip();
            }
            case Packet.Ack a ->
                ByteBuffer.allocate(4)
                        .putShort((short) ACK)
                        .putShort((short) a.block())
                        .flip();
            case Packet.Failure f -> {
                byte[] message = f.message().getBytes(UTF_8);
                ByteBuffer out = ByteBuffer.allocate(5 + message.length);
                out.putShort((short) ERROR).putShort((short) f.code()).put(message);
                yield out.put((byte) 0).flip();
            }
            case Packet.OptionAck o -> writeStrings(OPTION_ACK, optionStrings(o.options()));
        };
    }

    /** Puts opcode and block number of a DATA packet; the payload follows it in the same buffer. */
    public static void dataHeader(ByteBuffer out, int block) {
        out.putShort((short) DATA).putShort((short) block);
    }

    private static Reading request(int opcode, ByteBuffer datagram) {
        Optional<String> file = string(datagram);
        Optional<String> modeName = string(datagram);
        if (file.isEmpty() || modeName.isEmpty()) {
            return refused("a request's file name and mode each end with a zero byte");
        }
        Optional<Mode> mode = Mode.parse(modeName.get());
        if (mode.isEmpty()) {
            return refused("only the modes octet and netascii are served");
        }
        List<Option> options = options(datagram);
        return understood(
                opcode == READ
                        ? new Packet.ReadRequest(file.get(), mode.get(), options)
                        : new Packet.WriteRequest(file.get(), mode.get(), options));
    }

    private static Reading failure(ByteBuffer datagram) {
        if (datagram.remaining() < 2) {
            return refused("ERROR without a code");
        }
        int code = datagram.getShort() & 0xFFFF;
        // Some clients leave out the zero byte after the message, or the message.
        return understood(new Packet.Failure(code, string(datagram).orElse("")));
    }

    /** Pairs of strings up to the end; a half pair at the end is left out, of a name sent twice the first counts. */
    private static List<Option> options(ByteBuffer datagram) {
        List<Option> options = new ArrayList<>();
        while (options.size() < MAX_OPTIONS) {
            Optional<String> name = string(datagram);
            Optional<String> value = string(datagram);
            if (name.isEmpty() || value.isEmpty()) {
                break;
            }
            String lower = name.get().toLowerCase(Locale.ROOT);
            if (options.stream().noneMatch(known -> known.name().equals(lower))) {
                options.add(new Option(lower, value.get()));
            }
        }
        return options;
    }

    /** The text up to the next zero byte; empty when none is left. UTF-8 where it is that, else byte by byte. */
    private static Optional<String> string(ByteBuffer datagram) {
        for (int end = datagram.position(); end < datagram.limit(); end++) {
            if (datagram.get(end) == 0) {
                byte[] bytes = new byte[end - datagram.position()];
                datagram.get(bytes).get();
                String text = new String(bytes, UTF_8);
                return Optional.of(text.indexOf('\uFFFD') < 0 ? text : new String(bytes, ISO_8859_1));
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer writeRequest(int opcode, String file, Mode mode, List<Option> options) {
        List<String> strings = new ArrayList<>(List.of(file, mode.name().toLowerCase(Locale.ROOT)));
        strings.addAll(optionStrings(options));
        return writeStrings(opcode, strings);
    }

    private static List<String> optionStrings(List<Option> options) {
        return options.stream()
                .flatMap(option -> List.of(option.name(), option.value()).stream())
                .toList();
    }

    private static ByteBuffer writeStrings(int opcode, List<String> strings) {
        int length = 2;
        List<byte[]> encoded = new ArrayList<>(strings.size());
        for (String string : strings) {
            byte[] bytes = string.getBytes(UTF_8);
            encoded.add(bytes);
            length += bytes.length + 1;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putShort((short) opcode);
        encoded.forEach(bytes -> out.put(bytes).put((byte) 0));
        return out.flip();
    }

    private static Reading understood(Packet packet) {
        return new Reading.Understood(packet);
    }

    private static Reading refused(String why) {
        return new Reading.Refused(ErrorCode.ILLEGAL_OPERATION, why);
    }
}
