package io.pureboot.standalone.machine.tftp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one file. The request is iPXE's: {@code octet}, {@code blksize 1432}, {@code tsize 0}, from one port for the whole transfer;
 * a lost packet is asked for again after 0.25 s, then twice as long each time.
 */
public final class TftpClient {
    private static final int BLOCK_SIZE = 1432;
    private static final int FIRST_TIMEOUT_MILLIS = 250;
    private static final int TRIES = 6;
    private static final int LARGEST_FILE = 64 << 20;

    private static final int RRQ = 1;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int ERROR = 5;
    private static final int OACK = 6;

    private final InetSocketAddress server;
    private final DatagramSocket socket;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private Optional<Integer> serverPort = Optional.empty();
    private byte[] lastSent = new byte[0];
    private int blockSize = 512;
    private Optional<Long> announcedSize = Optional.empty();
    private int blocks;

    private TftpClient(InetSocketAddress server, DatagramSocket socket) {
        this.server = server;
        this.socket = socket;
    }

    /**
     * The whole file.
     *
     * @throws TftpRefusal when the server says that it does not give it
     * @throws IOException when the server is silent, or says what a server may not say
     */
    public static byte[] read(InetSocketAddress server, String name) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return new TftpClient(server, socket).transfer(name);
        }
    }

    private byte[] transfer(String name) throws IOException {
        send(request(name));
        byte[] buffer = new byte[65_536];
        while (true) {
            DatagramPacket packet = receive(buffer, name);
            ByteBuffer content = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            if (take(content, name)) {
                return finished(name);
            }
        }
    }

    /** True after the last block. */
    private boolean take(ByteBuffer content, String name) throws IOException {
        int operation = content.remaining() < 4 ? 0 : content.getShort();
        switch (operation) {
            case OACK -> {
                if (blocks == 0) {
                    options(content);
                    send(acknowledge(0));
                }
            }
            case DATA -> {
                int block = Short.toUnsignedInt(content.getShort());
                if (block == ((blocks + 1) & 0xffff)) {
                    return store(content, block, name);
                }
                // A repeated block: the acknowledgement was lost.
                send(acknowledge(blocks & 0xffff));
            }
            case ERROR -> {
                int code = Short.toUnsignedInt(content.getShort());
                throw new TftpRefusal(code, name, text(content));
            }
            default ->
                throw new IOException("tftp: " + name + ": a packet with operation " + operation + " is no answer");
        }
        return false;
    }

    private boolean store(ByteBuffer content, int block, String name) throws IOException {
        if (content.remaining() > blockSize) {
            throw new IOException("tftp: " + name + ": block " + block + " has " + content.remaining()
                    + " bytes, agreed are at most " + blockSize);
        }
        boolean last = content.remaining() < blockSize;
        file.writeBytes(rest(content));
        if (file.size() > LARGEST_FILE) {
            throw new IOException("tftp: " + name + " is larger than " + LARGEST_FILE + " bytes");
        }
        blocks++;
        send(acknowledge(block));
        return last;
    }

    private byte[] finished(String name) throws IOException {
        byte[] content = file.toByteArray();
        if (announcedSize.isPresent() && announcedSize.get() != content.length) {
            throw new IOException("tftp: " + name + ": the server announced " + announcedSize.get() + " bytes and sent "
                    + content.length);
        }
        return content;
    }

    /** The next packet of this transfer; what was last sent is repeated until it comes. */
    private DatagramPacket receive(byte[] buffer, String name) throws IOException {
        int timeout = FIRST_TIMEOUT_MILLIS;
        for (int attempt = 1; attempt <= TRIES; ) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.setSoTimeout(timeout);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException silence) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("tftp: " + name + ": interrupted", silence);
                }
                attempt++;
                timeout *= 2;
                sendAgain();
                continue;
            }
            if (ours(packet)) {
                return packet;
            }
        }
        throw new IOException("tftp: " + server + " does not answer for " + name);
    }

    /** The first answer fixes the server's port (RFC 1350, 4); packets from elsewhere are told so and ignored. */
    private boolean ours(DatagramPacket packet) throws IOException {
        InetAddress from = packet.getAddress();
        if (serverPort.isEmpty() && from.equals(server.getAddress())) {
            serverPort = Optional.of(packet.getPort());
        }
        if (from.equals(server.getAddress())
                && serverPort.filter(port -> port == packet.getPort()).isPresent()) {
            return true;
        }
        byte[] unknown = ByteBuffer.allocate(5)
                .putShort((short) ERROR)
                .putShort((short) 5)
                .array();
        socket.send(new DatagramPacket(unknown, unknown.length, from, packet.getPort()));
        return false;
    }

    private void options(ByteBuffer content) throws IOException {
        String[] words = new String(rest(content), StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> agreed = new TreeMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            agreed.put(words[i].toLowerCase(Locale.ROOT), words[i + 1]);
        }
        try {
            if (agreed.containsKey("blksize")) {
                blockSize = Integer.parseInt(agreed.getOrDefault("blksize", ""));
            }
            if (agreed.containsKey("tsize")) {
                announcedSize = Optional.of(Long.parseLong(agreed.getOrDefault("tsize", "")));
            }
        } catch (NumberFormatException e) {
            throw new IOException("tftp: the server agreed to " + agreed, e);
        }
        if (blockSize < 8 || blockSize > BLOCK_SIZE) {
            throw new IOException("tftp: the server agreed to blksize " + blockSize + ", asked was " + BLOCK_SIZE);
        }
    }

    private static byte[] request(String name) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0);
        packet.write(RRQ);
        for (String word : new String[] {name, "octet", "blksize", Integer.toString(BLOCK_SIZE), "tsize", "0"}) {
            packet.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            packet.write(0);
        }
        return packet.toByteArray();
    }

    private static byte[] acknowledge(int block) {
        return ByteBuffer.allocate(4)
                .putShort((short) ACK)
                .putShort((short) block)
                .array();
    }

    private void send(byte[] packet) throws IOException {
        lastSent = Arrays.copyOf(packet, packet.length);
        sendAgain();
    }

    private void sendAgain() throws IOException {
        int port = serverPort.orElse(server.getPort());
        socket.send(new DatagramPacket(lastSent, lastSent.length, server.getAddress(), port));
    }

    private static String text(ByteBuffer content) {
        return new String(rest(content), StandardCharsets.UTF_8).replaceFirst("(?s)\0.*", "");
    }

    private static byte[] rest(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
