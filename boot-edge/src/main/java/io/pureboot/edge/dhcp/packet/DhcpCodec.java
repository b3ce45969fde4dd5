package io.pureboot.edge.dhcp.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes datagrams (RFC 2131, section 2). Total: any bytes give a {@link Reading}, never an exception. */
public final class DhcpCodec {

    /** What BOOTP's clients and relays expect at least (RFC 951, RFC 1542 section 2.1); shorter answers are filled up. */
    public static final int LEAST_BYTES = 300;

    /** No DHCP client sends more; what a datagram has beyond it was cut off by the reader of the socket. */
    public static final int MOST_BYTES = 4096;

    private static final int SNAME_AT = 44;
    private static final int FILE_AT = 108;
    private static final int COOKIE_AT = 236;
    private static final int OPTIONS_AT = 240;
    private static final int COOKIE = 0x63825363;
    private static final int HARDWARE_BYTES = 16;
    private static final int LONGEST_OPTION = 255;
    private static final int FILE_OVERLOADED = 1;
    private static final int SNAME_OVERLOADED = 2;

    private DhcpCodec() {}

    /** Reads what lies between {@code datagram}'s position and limit; consumes nothing. */
    public static Reading read(ByteBuffer datagram) {
        ByteBuffer in = datagram.slice();
        if (in.limit() < OPTIONS_AT || in.getInt(COOKIE_AT) != COOKIE) {
            return new Reading.Malformed("no DHCP message: too short, or without the magic cookie");
        }
        int op = in.get(0);
        int hardwareBytes = in.get(2) & 0xFF;
        if ((op != 1 && op != 2) || hardwareBytes > HARDWARE_BYTES) {
            return new Reading.Malformed("op " + op + ", hardware address of " + hardwareBytes + " bytes");
        }
        Map<Integer, ByteArrayOutputStream> found = new LinkedHashMap<>();
        if (!collect(in.slice(OPTIONS_AT, in.limit() - OPTIONS_AT), found) || !overloaded(in, found)) {
            return new Reading.Malformed("an option ends behind the end");
        }
        byte[] hardware = new byte[hardwareBytes];
        in.get(28, hardware);
        boolean fileIsName = (overload(found) & FILE_OVERLOADED) == 0;
        return new Reading.Understood(new DhcpMessage(
                op == 1,
                in.get(1) & 0xFF,
                HardwareAddress.of(hardware),
                in.get(3) & 0xFF,
                in.getInt(4),
                in.getShort(10) & 0xFFFF,
                new Ipv4(in.getInt(12)),
                new Ipv4(in.getInt(16)),
                new Ipv4(in.getInt(20)),
                new Ipv4(in.getInt(24)),
                fileIsName ? text(in.slice(FILE_AT, COOKIE_AT - FILE_AT)) : "",
                options(found)));
    }

    /** A datagram that spells {@code message}, ready to be sent (position 0), of at least {@link #LEAST_BYTES}. */
    public static ByteBuffer write(DhcpMessage message) {
        ByteArrayOutputStream options = new ByteArrayOutputStream();
        message.options().values().forEach((code, value) -> writeOption(options, code, value.duplicate()));
        options.write(OptionCode.END);
        ByteBuffer out = ByteBuffer.allocate(Math.max(LEAST_BYTES, OPTIONS_AT + options.size()));
        byte[] hardware = message.hardware().bytes();
        out.put((byte) (message.request() ? 1 : 2)).put((byte) message.hardwareType());
        out.put((byte) hardware.length).put((byte) message.hops()).putInt(message.transaction());
        out.putShort((short) 0).putShort((short) message.flags());
        out.putInt(message.client().bits()).putInt(message.yours().bits());
        out.putInt(message.next().bits()).putInt(message.relay().bits()).put(hardware);
        byte[] file = message.file().getBytes(ISO_8859_1);
        if (file.length > DhcpMessage.LONGEST_FILE) {
            throw new IllegalArgumentException("a name of " + file.length + " bytes goes into option 67 only");
        }
        out.position(FILE_AT).put(file);
        out.position(COOKIE_AT).putInt(COOKIE).put(options.toByteArray());
        return out.rewind();
    }

    private static void writeOption(ByteArrayOutputStream out, int code, ByteBuffer value) {
        // A longer one goes out in pieces that the reader joins (RFC 3396).
        do {
            byte[] piece = new byte[Math.min(LONGEST_OPTION, value.remaining())];
            value.get(piece);
            out.write(code);
            out.write(piece.length);
            out.writeBytes(piece);
        } while (value.hasRemaining());
    }

    /** Options that did not fit, in the fields that option 52 names (RFC 2131, section 4.1): file first, then sname. */
    private static boolean overloaded(ByteBuffer in, Map<Integer, ByteArrayOutputStream> found) {
        int fields = overload(found);
        boolean whole = (fields & FILE_OVERLOADED) == 0 || collect(in.slice(FILE_AT, COOKIE_AT - FILE_AT), found);
        return whole && ((fields & SNAME_OVERLOADED) == 0 || collect(in.slice(SNAME_AT, FILE_AT - SNAME_AT), found));
    }

    private static int overload(Map<Integer, ByteArrayOutputStream> found) {
        ByteArrayOutputStream value = found.get(OptionCode.OVERLOAD);
        return value == null || value.size() != 1 ? 0 : value.toByteArray()[0];
    }

    /** Adds the options of one field; of those that come in pieces the pieces are joined (RFC 3396). False when one is cut off. */
    private static boolean collect(ByteBuffer in, Map<Integer, ByteArrayOutputStream> found) {
        while (in.hasRemaining()) {
            int code = in.get() & 0xFF;
            if (code == OptionCode.END) {
                return true;
            }
            if (code == OptionCode.PAD) {
                continue;
            }
            int length = in.hasRemaining() ? in.get() & 0xFF : LONGEST_OPTION + 1;
            if (length > in.remaining()) {
                return false;
            }
            byte[] value = new byte[length];
            in.get(value);
            found.computeIfAbsent(code, first -> new ByteArrayOutputStream()).writeBytes(value);
        }
        // Without an end, but whole: some firmware forgets it.
        return true;
    }

    private static DhcpOptions options(Map<Integer, ByteArrayOutputStream> found) {
        Map<Integer, ByteBuffer> values = new LinkedHashMap<>();
        found.forEach((code, value) ->
                values.put(code, ByteBuffer.wrap(value.toByteArray()).asReadOnlyBuffer()));
        return new DhcpOptions(values);
    }

    private static String text(ByteBuffer field) {
        byte[] bytes = new byte[field.remaining()];
        field.get(bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, ISO_8859_1);
    }
}
