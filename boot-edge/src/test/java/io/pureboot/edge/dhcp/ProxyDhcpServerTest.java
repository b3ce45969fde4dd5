package io.pureboot.edge.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.dhcp.packet.DhcpCodec;
import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.Reading;
import io.pureboot.edge.fakes.DamagedPackets;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole edge with proxyDHCP on ports of its own, asked over real sockets. */
class ProxyDhcpServerTest {

    @TempDir
    Path directory;

    @Test
    void bootServerQuestionsAreAnsweredToTheirSender() throws IOException {
        try (Rig rig = new Rig();
                DatagramSocket client = socket("127.0.0.1", 0)) {
            send(client, Firmware.bytes(Firmware.pxe(7).request(loopback())), rig.bootServerPort);
            assertThat(received(client).file()).isEqualTo("ipxe.efi");
            send(client, Firmware.bytes(Firmware.http(16).request(loopback())), rig.bootServerPort);
            assertThat(received(client).file()).isEqualTo(rig.edge.url() + "/loaders/ipxe.efi");
            send(client, Firmware.bytes(Firmware.ipxe().request(loopback())), rig.bootServerPort);
            assertThat(received(client).file()).isEqualTo(rig.edge.url() + "/boot.ipxe");
            // An answer is counted once it is sent, and so may be here before it.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(rig.counters().value(Counted.DHCP_ANSWERED))
                            .isEqualTo(3));
        }
    }

    @Test
    void relayedQuestionsAreAnsweredToTheRelay() throws IOException {
        try (Rig rig = new Rig();
                DatagramSocket relay = socket("127.0.0.2", rig.port)) {
            send(
                    relay,
                    Firmware.bytes(Firmware.biosPxe()
                            .discoverBehind(Ipv4.parse("127.0.0.2").orElseThrow())),
                    rig.port);
            DhcpMessage answer = received(relay);
            assertThat(answer.file()).isEqualTo("undionly.kpxe");
            assertThat(answer.yours()).isEqualTo(Ipv4.NONE);
        }
    }

    @Test
    void clientsWithAnAddressAreAnsweredAtTheirPort() throws IOException {
        try (Rig rig = new Rig();
                DatagramSocket client = socket("127.0.0.3", rig.clientPort)) {
            Ipv4 own = Ipv4.parse("127.0.0.3").orElseThrow();
            send(
                    client,
                    Firmware.bytes(Firmware.biosPxe()
                            .message(io.pureboot.edge.dhcp.packet.MessageType.DISCOVER, own, Ipv4.NONE)),
                    rig.port);
            assertThat(received(client).file()).isEqualTo("undionly.kpxe");
        }
    }

    /** What is passed over is passed over in silence, and what is damaged leaves nothing behind. */
    @Test
    void damagedPacketsAreCountedAndTheNextQuestionIsAnswered() throws IOException {
        int packets = 5_000;
        try (Rig rig = new Rig();
                DatagramSocket client = socket("127.0.0.1", 0)) {
            long files = openFiles();
            DamagedPackets damaged = DamagedQuestions.of(7);
            Random doors = new Random(7);
            for (int i = 1; i <= packets; i++) {
                send(client, damaged.next(), doors.nextBoolean() ? rig.port : rig.bootServerPort);
                if (i % 50 == 0) {
                    rig.awaitRead(i);
                }
            }
            rig.awaitRead(packets);
            assertThat(rig.counters().value(Counted.DHCP_MALFORMED)).isGreaterThan(packets / 20);
            assertThat(openFiles()).as("open files").isLessThanOrEqualTo(files + 2);
            drain(client);
            send(client, Firmware.bytes(Firmware.pxe(7).request(loopback())), rig.bootServerPort);
            assertThat(received(client).file()).isEqualTo("ipxe.efi");
            assertThat(rig.edge.get("/metrics").body())
                    .contains("pureboot_edge_proxydhcp_total{outcome=\"malformed\"} ");
        }
    }

    @Test
    void itIsOffUnlessWantedAndSaysWhichAddressItNeeds() {
        try (EdgeOnLoopback edge = EdgeOnLoopback.start(directory, List.of(EngineOnLoopback.awayUrl()))) {
            assertThat(edge.edge().counters().value(Counted.DHCP_RECEIVED)).isZero();
        }
        assertThatThrownBy(() -> EdgeOnLoopback.start(
                        directory,
                        List.of("http://127.0.0.1:1"),
                        Map.of("proxy-dhcp.enabled", true, "bind", "0.0.0.0", "proxy-dhcp.port", freePort())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("PUREBOOT_PROXY_DHCP_ADDRESS");
    }

    private final class Rig implements AutoCloseable {
        private final int port = freePort();
        private final int bootServerPort = freePort();
        private final int clientPort = freePort();
        private final EdgeOnLoopback edge = EdgeOnLoopback.start(
                directory,
                List.of("http://127.0.0.1:1"),
                Map.of(
                        "proxy-dhcp.enabled", true,
                        "proxy-dhcp.port", port,
                        "proxy-dhcp.boot-server-port", bootServerPort,
                        "proxy-dhcp.client-port", clientPort));

        Counters counters() {
            return edge.edge().counters();
        }

        void awaitRead(int count) {
            Awaitility.await("datagrams are read and judged")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() ->
                            assertThat(counters().value(Counted.DHCP_RECEIVED)).isEqualTo(count));
        }

        @Override
        public void close() {
            edge.close();
        }
    }

    private static Ipv4 loopback() {
        return Ipv4.parse("127.0.0.1").orElseThrow();
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /** Shared with the server, whose socket of all addresses has the same port. */
    private static DatagramSocket socket(String address, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getAllByName(address)[0], port));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void send(DatagramSocket from, byte[] bytes, int port) throws IOException {
        from.send(
                new DatagramPacket(bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static DhcpMessage received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        Reading reading = DhcpCodec.read(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return ((Reading.Understood) reading).message();
    }

    private static void drain(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(50);
        try {
            while (true) {
                socket.receive(new DatagramPacket(new byte[2048], 2048));
            }
        } catch (SocketTimeoutException empty) {
            socket.setSoTimeout(5_000);
        }
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
