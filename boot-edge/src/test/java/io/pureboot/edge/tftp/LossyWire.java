package io.pureboot.edge.tftp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire between one client and a TFTP server that loses, doubles and delays packets, the same ones for the same seed. */
final class LossyWire implements AutoCloseable {

    private final DatagramSocket front;
    private final DatagramSocket back;
    private final InetSocketAddress server;
    private final int lossPercent;
    private final int doublePercent;
    private final int swapPercent;
    private final Random random;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Optional<SocketAddress> client = Optional.empty();
    private volatile SocketAddress peer;

    LossyWire(InetSocketAddress server, int lossPercent, int doublePercent, int swapPercent, long seed)
            throws IOException {
        this.server = server;
        this.peer = server;
        this.lossPercent = lossPercent;
        this.doublePercent = doublePercent;
        this.swapPercent = swapPercent;
        this.random = new Random(seed);
        this.front = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.back = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::fromClient);
        Thread.ofVirtual().start(this::fromServer);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    int lost() {
        return lost.get();
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }

    private void fromClient() {
        carry(front, datagram -> {
            client = Optional.of(datagram.getSocketAddress());
            boolean request = datagram.getData()[1] == 1;
            back.send(new DatagramPacket(datagram.getData(), datagram.getLength(), request ? server : peer));
        });
    }

    private void fromServer() {
        carry(back, datagram -> {
            peer = datagram.getSocketAddress();
            if (client.isPresent()) {
                front.send(new DatagramPacket(datagram.getData(), datagram.getLength(), client.get()));
            }
        });
    }

    private interface Onward {
        void send(DatagramPacket datagram) throws IOException;
    }

    private void carry(DatagramSocket from, Onward onward) {
        Optional<DatagramPacket> held = Optional.empty();
        try {
            while (!from.isClosed()) {
                DatagramPacket datagram = new DatagramPacket(new byte[4096], 4096);
                from.receive(datagram);
                DatagramPacket copy = new DatagramPacket(
                        Arrays.copyOf(datagram.getData(), datagram.getLength()),
                        datagram.getLength(),
                        datagram.getSocketAddress());
                if (chance(lossPercent)) {
                    lost.incrementAndGet();
                    continue;
                }
                if (held.isEmpty() && chance(swapPercent)) {
                    held = Optional.of(copy);
                    continue;
                }
                onward.send(copy);
                if (chance(doublePercent)) {
                    onward.send(copy);
                }
                if (held.isPresent()) {
                    onward.send(held.get());
                    held = Optional.empty();
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private boolean chance(int percent) {
        synchronized (random) {
            return random.nextInt(100) < percent;
        }
    }
}
