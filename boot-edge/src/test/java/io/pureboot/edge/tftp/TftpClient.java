package io.pureboot.edge.tftp;

import io.pureboot.edge.tftp.packet.Mode;
import io.pureboot.edge.tftp.packet.Option;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A client whose every packet a test may choose; it also has a whole download that behaves. */
final class TftpClient implements AutoCloseable {

    /** What it does with a block that is not the next one: both are found among real clients. */
    enum Manner {
        /** Reports a gap once, and passes over blocks that it has. */
        SAYS_IT_ONCE,
        /** Answers each such block with what it has, as edk2 and U-Boot do. */
        SAYS_IT_EACH_TIME
    }

    private static final int SILENCE_MILLIS = 300;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private Optional<SocketAddress> transferId = Optional.empty();

    TftpClient(InetSocketAddress server) throws IOException {
        this(server, InetAddress.getLoopbackAddress());
    }

    TftpClient(InetSocketAddress server, InetAddress from) throws IOException {
        this.server = server;
        this.socket = new DatagramSocket(new InetSocketAddress(from, 0));
        socket.setSoTimeout(5000);
    }

    /** Where the last packet came from. */
    InetSocketAddress answeredFrom() {
        return (InetSocketAddress) transferId.orElseThrow();
    }

    /** Where this client sends from. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Sends to where requests go. */
    void ask(Packet packet) throws IOException {
        send(packet, server);
    }

    void ask(String file, Option... options) throws IOException {
        ask(new Packet.ReadRequest(file, Mode.OCTET, List.of(options)));
    }

    /** Sends to where the last packet came from. */
    void reply(Packet packet) throws IOException {
        send(packet, transferId.orElseThrow());
    }

    /** The next packet; fails after five seconds of silence. */
    Packet next() throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(datagram);
        transferId = Optional.of(datagram.getSocketAddress());
        Reading reading = PacketCodec.read(ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength()));
        if (reading instanceof Reading.Understood understood) {
            return understood.packet();
        }
        throw new AssertionError("the server sent " + reading);
    }

    /** Whether nothing comes for 300 ms. */
    boolean silence() throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        try {
            socket.receive(new DatagramPacket(new byte[2000], 2000));
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(5000);
        }
    }

    /** Fetches a whole file as RFC 7440 wants it: acknowledges each full window, and at a gap or in silence the last block it has. */
    byte[] fetch(String file, Option... options) throws IOException {
        return fetch(Manner.SAYS_IT_ONCE, file, options);
    }

    byte[] fetch(Manner manner, String file, Option... options) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int blockBytes = 512;
        int window = 1;
        long have = 0;
        long acked = 0;
        boolean gapReported = false;
        boolean started = false;
        socket.setSoTimeout(SILENCE_MILLIS);
        ask(file, options);
        for (int silences = 0; silences < 40; ) {
            Packet packet;
            try {
                packet = next();
            } catch (SocketTimeoutException silent) {
                silences++;
                gapReported = false;
                if (started) {
                    reply(new Packet.Ack((int) (have & 0xFFFF)));
                } else {
                    ask(file, options);
                }
                continue;
            }
            int wanted = (int) ((have + 1) & 0xFFFF);
            switch (packet) {
                case Packet.OptionAck optionAck -> {
                    if (have == 0) {
                        blockBytes = granted(optionAck, "blksize", 512);
                        window = granted(optionAck, "windowsize", 1);
                        started = true;
                        reply(new Packet.Ack(0));
                    }
                }
                case Packet.Data data
                when data.block() == wanted -> {
                    started = true;
                    silences = 0;
                    gapReported = false;
                    have++;
                    int length = data.payload().remaining();
                    byte[] payload = new byte[length];
                    data.payload().get(payload);
                    bytes.write(payload, 0, length);
                    boolean last = length < blockBytes;
                    if (last || have - acked == window) {
                        reply(new Packet.Ack((int) (have & 0xFFFF)));
                        acked = have;
                    }
                    if (last) {
                        return bytes.toByteArray();
                    }
                }
                case Packet.Data other -> {
                    boolean ahead = ((other.block() - wanted) & 0xFFFF) < window;
                    if (manner == Manner.SAYS_IT_EACH_TIME || (window > 1 && ahead && !gapReported)) {
                        gapReported = true;
                        acked = have;
                        reply(new Packet.Ack((int) (have & 0xFFFF)));
                    }
                }
                default -> throw new AssertionError("unexpected " + packet);
            }
        }
        throw new AssertionError("silence after block " + have + " of " + file);
    }

    @Override
    public void close() {
        socket.close();
    }

    private static int granted(Packet.OptionAck optionAck, String name, int otherwise) {
        return optionAck.options().stream()
                .filter(option -> option.name().equals(name))
                .mapToInt(option -> Integer.parseInt(option.value()))
                .findFirst()
                .orElse(otherwise);
    }

    private void send(Packet packet, SocketAddress to) throws IOException {
        ByteBuffer datagram = PacketCodec.write(packet);
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
}
