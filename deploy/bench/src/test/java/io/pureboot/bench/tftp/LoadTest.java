package io.pureboot.bench.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final Workload ONE = new Workload(1, 1);

    @Test
    void aFileThatArrivesIsNoFailure() throws IOException {
        byte[] file = bytes(5 * 512);
        try (LockStepServer server = new LockStepServer(file)) {
            Load.Outcome outcome = Load.run(server.address(), "f", ByteBuffer.wrap(file), ONE);
            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.nanos()).isPositive();
        }
    }

    @Test
    void aFileWithAWrongByteIsAFailure() throws IOException {
        byte[] file = bytes(2000);
        byte[] other = file.clone();
        other[1500]++;
        try (LockStepServer server = new LockStepServer(file)) {
            assertThat(Load.run(server.address(), "f", ByteBuffer.wrap(other), ONE)
                            .failures())
                    .containsExactly("block 3 is wrong");
        }
    }

    @Test
    void aFileThatEndsTooEarlyIsAFailure() throws IOException {
        byte[] file = bytes(2000);
        try (LockStepServer server = new LockStepServer(Arrays.copyOf(file, 700))) {
            assertThat(Load.run(server.address(), "f", ByteBuffer.wrap(file), ONE)
                            .failures())
                    .containsExactly("too short: 700 bytes");
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Sends block after block of 512 bytes to one client, and knows no options. */
    private static final class LockStepServer implements AutoCloseable {
        private final DatagramSocket socket;
        private final byte[] file;

        LockStepServer(byte[] file) throws IOException {
            this.file = file;
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::serve);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        private void serve() {
            try {
                for (int block = 1; (block - 1) * 512 <= file.length; block++) {
                    DatagramPacket asked = new DatagramPacket(new byte[600], 600);
                    socket.receive(asked);
                    int from = (block - 1) * 512;
                    int length = Math.min(512, file.length - from);
                    ByteBuffer data = ByteBuffer.allocate(4 + length)
                            .putShort((short) 3)
                            .putShort((short) block)
                            .put(file, from, length);
                    socket.send(new DatagramPacket(data.array(), 4 + length, asked.getSocketAddress()));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
