package io.pureboot.bench.tftp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** One client: asks, acknowledges each window, compares each block with the file, and does no more than that. */
final class Download implements AutoCloseable {

    static final int BLOCK_BYTES = 1468;

    private static final int PLAIN_BLOCK_BYTES = 512;
    private static final int HEADER_BYTES = 4;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int OPTION_ACK = 6;

    private final InetSocketAddress server;
    private final String file;
    private final ByteBuffer expected;
    private final int askedWindow;
    private final DatagramChannel channel;
    private final ByteBuffer ack = ByteBuffer.allocateDirect(HEADER_BYTES);
    private int blockBytes = PLAIN_BLOCK_BYTES;
    private int window = 1;
    private long have;
    private long acked;
    private boolean gapReported;
    private boolean started;
    private boolean toBeHeld;
    private boolean held;
    private boolean over;
    private String failure = "";
    private long lastHeardNanos = System.nanoTime();

    /**
     * Opens a socket and asks for the file.
     *
     * @param expected the file's content
     */
    Download(InetSocketAddress server, String file, ByteBuffer expected, int window) throws IOException {
        this.server = server;
        this.file = file;
        this.expected = expected;
        this.askedWindow = window;
        this.channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ask();
    }

    DatagramChannel channel() {
        return channel;
    }

    boolean over() {
        return over;
    }

    /** The server has begun to send. */
    boolean started() {
        return started;
    }

    /** Empty when all is well. */
    String failure() {
        return failure;
    }

    /** Takes nothing more after the first packet, until {@link #goOn}: the server keeps the transfer meanwhile. */
    void holdOnceStarted() {
        toBeHeld = true;
    }

    void goOn() {
        toBeHeld = false;
        held = false;
        lastHeardNanos = System.nanoTime();
    }

    /** Takes all that has arrived. */
    void receive(ByteBuffer packet) {
        try {
            while (!over && !held && next(packet.clear())) {
                take(packet.flip());
            }
        } catch (PortUnreachableException gone) {
            fail("the server has closed its port");
        } catch (IOException broken) {
            fail(broken.toString());
        }
    }

    /** Nothing has come for a while: asks or acknowledges again. */
    void tick(long now, long patienceNanos, long limitNanos) {
        if (over || held || now - lastHeardNanos < patienceNanos) {
            return;
        }
        try {
            if (now - lastHeardNanos > limitNanos) {
                fail("silence after block " + have);
            } else if (started) {
                acknowledge();
            } else {
                ask();
            }
        } catch (IOException gone) {
            fail("silence after block " + have + ", then " + gone);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean next(ByteBuffer packet) throws IOException {
        if (channel.isConnected()) {
            return channel.read(packet) > 0;
        }
        SocketAddress from = channel.receive(packet);
        if (from == null) {
            return false;
        }
        channel.connect(from);
        return true;
    }

    private void ask() throws IOException {
        String windowOption = askedWindow > 1 ? "windowsize\0" + askedWindow + "\0" : "";
        String request = "\0\1" + file + "\0octet\0blksize\0" + BLOCK_BYTES + "\0" + windowOption;
        channel.send(ByteBuffer.wrap(request.getBytes(US_ASCII)), server);
    }

    private void take(ByteBuffer packet) throws IOException {
        lastHeardNanos = System.nanoTime();
        int opcode = packet.remaining() < HEADER_BYTES ? 0 : packet.getShort();
        switch (opcode) {
            case DATA -> data(packet.getShort() & 0xFFFF, packet);
            case OPTION_ACK -> options(US_ASCII.decode(packet).toString());
            default -> fail("packet with opcode " + opcode + ": " + US_ASCII.decode(packet));
        }
        held = toBeHeld && started;
    }

    private void options(String text) throws IOException {
        if (started) {
            return;
        }
        String[] words = text.split("\0", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "blksize" -> blockBytes = Integer.parseInt(words[i + 1]);
                case "windowsize" -> window = Integer.parseInt(words[i + 1]);
                default -> fail("option " + words[i] + " was not asked for");
            }
        }
        started = true;
        acknowledge();
    }

    private void data(int block, ByteBuffer payload) throws IOException {
        started = true;
        if (block != ((have + 1) & 0xFFFF)) {
            // Lost or too late: said once, as RFC 7440 has it.
            if (!gapReported) {
                gapReported = true;
                acknowledge();
            }
            return;
        }
        int length = payload.remaining();
        long from = have * blockBytes;
        if (from + length > expected.capacity()
                || expected.slice((int) from, length).mismatch(payload) >= 0) {
            fail("block " + (have + 1) + " is wrong");
            return;
        }
        have++;
        gapReported = false;
        boolean last = length < blockBytes;
        if (last || have - acked >= window) {
            acknowledge();
        }
        if (last) {
            over = true;
            failure = from + length == expected.capacity() ? "" : "too short: " + (from + length) + " bytes";
        }
    }

    private void acknowledge() throws IOException {
        acked = have;
        ack.clear().putShort((short) ACK).putShort((short) have).flip();
        channel.write(ack);
    }

    private void fail(String why) {
        over = true;
        failure = why;
    }
}
