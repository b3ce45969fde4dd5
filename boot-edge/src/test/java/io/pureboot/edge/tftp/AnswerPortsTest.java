package io.pureboot.edge.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.NetUtil;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.tftp.packet.Option;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From where the server answers, to whom, and how much it grants there; each with and without the native transport. */
class AnswerPortsTest {

    private static final Patience PATIENT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 6, 3);
    private static final Caps CAPS = new Caps(1468, 64);
    private static final Option WINDOW = new Option("windowsize", "16");
    private static final Option BLOCK = new Option("blksize", "1468");

    @TempDir
    Path root;

    private final Counters counters = new Counters();
    private byte[] file = {};

    @BeforeEach
    void write() throws IOException {
        file = new byte[400_000];
        new Random(3).nextBytes(file);
        Files.write(root.resolve("f"), file);
        Files.write(root.resolve("g"), new byte[5000]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inSinglePortModeAllComesFromThePortThatWasAsked(boolean nativeTransport) throws Exception {
        try (TftpServer server = start(new AnswerPorts.Single(), nativeTransport)) {
            manyAtOnce(server, 20);
            try (TftpClient client = new TftpClient(server.address())) {
                assertThat(client.fetch("f", BLOCK, WINDOW)).isEqualTo(file);
                assertThat(client.answeredFrom()).isEqualTo(server.address());
            }
            await().until(() -> counters.value(Counted.TFTP_COMPLETED) == 21 && server.running() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRangeOfPortsIsSharedByMoreTransfersThanItHasPorts(boolean nativeTransport) throws Exception {
        int first = freePorts(3);
        try (TftpServer server = start(new AnswerPorts.Range(first, first + 2), nativeTransport)) {
            manyAtOnce(server, 20);
            try (TftpClient client = new TftpClient(server.address())) {
                assertThat(client.fetch("f", BLOCK, WINDOW)).isEqualTo(file);
                assertThat(client.answeredFrom().getPort()).isBetween(first, first + 2);
            }
        }
    }

    @Test
    void inSinglePortModeANewRequestFromTheSamePortEndsTheOldTransfer() throws IOException {
        try (TftpServer server = start(new AnswerPorts.Single(), true);
                TftpClient client = new TftpClient(server.address())) {
            client.ask("f");
            assertThat(client.next()).isInstanceOf(Packet.Data.class);
            client.ask("g");
            assertThat(((Packet.Data) client.next()).payload().get()).isZero();
            assertThat(server.running()).isEqualTo(1);
        }
    }

    @Test
    void inARangeOneClientMayHaveTwoTransfersFromOnePort() throws IOException {
        int first = freePorts(2);
        try (TftpServer server = start(new AnswerPorts.Range(first, first + 1), true);
                TftpClient client = new TftpClient(server.address())) {
            client.ask("f");
            assertThat(client.next()).isInstanceOf(Packet.Data.class);
            int port = client.answeredFrom().getPort();
            client.ask("g");
            assertThat(client.next()).isInstanceOf(Packet.Data.class);
            assertThat(client.answeredFrom().getPort()).isNotEqualTo(port);
            assertThat(server.running()).isEqualTo(2);
        }
    }

    @Test
    void aStrangersAckDoesNotMoveATransfer() throws IOException {
        try (TftpServer server = start(new AnswerPorts.Single(), true);
                TftpClient client = new TftpClient(server.address());
                TftpClient stranger = new TftpClient(server.address())) {
            client.ask("f");
            assertThat(client.next()).isInstanceOf(Packet.Data.class);
            stranger.ask(new Packet.Ack(1));
            stranger.ask(new Packet.Failure(0, "stop"));
            await().until(() -> counters.value(Counted.TFTP_MALFORMED) == 2);
            assertThat(stranger.silence()).isTrue();
            client.reply(new Packet.Ack(1));
            assertThat(((Packet.Data) client.next()).block()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,ephemeral", "false,ephemeral", "true,single", "false,single"})
    void oneWildcardListenerServesBothFamilies(boolean nativeTransport, String ports) throws Exception {
        InetAddress six = NetUtil.createInetAddressFromIpAddressString("::1");
        assumeTrue(bindable(six), "this machine has no IPv6 loopback");
        InetSocketAddress wildcard = new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("0.0.0.0"), 0);
        try (TftpServer server = start(wildcard, AnswerPorts.parse(ports), nativeTransport)) {
            for (InetAddress to : List.of(six, NetUtil.createInetAddressFromIpAddressString("127.0.0.1"))) {
                InetSocketAddress at =
                        new InetSocketAddress(to, server.address().getPort());
                try (TftpClient client = new TftpClient(at, to)) {
                    assertThat(client.fetch("f", BLOCK, WINDOW)).isEqualTo(file);
                    assertThat(client.answeredFrom().getAddress()).isEqualTo(to);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressOfIpv6AloneServes(boolean nativeTransport) throws IOException {
        InetAddress six = NetUtil.createInetAddressFromIpAddressString("::1");
        assumeTrue(bindable(six), "this machine has no IPv6 loopback");
        try (TftpServer server = start(new InetSocketAddress(six, 0), new AnswerPorts.Ephemeral(), nativeTransport);
                TftpClient client = new TftpClient(server.address(), six)) {
            assertThat(client.fetch("f", BLOCK, WINDOW)).isEqualTo(file);
        }
    }

    @Test
    void aMachineOfSeveralAddressesAnswersFromTheOneThatWasAsked() throws IOException {
        InetAddress second = NetUtil.createInetAddressFromIpAddressString("127.0.0.2");
        assumeTrue(bindable(second), "the loopback has one address only");
        assumeTrue(Transport.best(true, () -> false).isNative(), "the JDK does not tell which address was asked");
        InetSocketAddress wildcard = new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("0.0.0.0"), 0);
        try (TftpServer server = start(wildcard, new AnswerPorts.Ephemeral(), true);
                TftpClient client = new TftpClient(
                        new InetSocketAddress(second, server.address().getPort()))) {
            assertThat(client.fetch("f", BLOCK)).isEqualTo(file);
            assertThat(client.answeredFrom().getAddress()).isEqualTo(second);
        }
    }

    @Test
    void blocksAreCappedByTheNarrowestNetwork() throws IOException {
        CapsBySubnet caps = CapsBySubnet.parse(CAPS, "127.0.0.0/8=1200, 127.0.0.2/32=1000, ::/0=600");
        InetAddress second = NetUtil.createInetAddressFromIpAddressString("127.0.0.2");
        assumeTrue(bindable(second), "the loopback has one address only");
        try (TftpServer server = start(
                        new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), 0),
                        new AnswerPorts.Ephemeral(),
                        caps,
                        new TftpSettings.Limits(10, 10),
                        true);
                TftpClient near = new TftpClient(server.address());
                TftpClient far = new TftpClient(server.address(), second)) {
            near.ask("f", BLOCK);
            assertThat(near.next()).isEqualTo(new Packet.OptionAck(List.of(new Option("blksize", "1200"))));
            far.ask("f", BLOCK);
            assertThat(far.next()).isEqualTo(new Packet.OptionAck(List.of(new Option("blksize", "1000"))));
        }
    }

    @Test
    void oneAddressDoesNotTakeTheRoomOfTheOthers() throws IOException {
        InetAddress second = NetUtil.createInetAddressFromIpAddressString("127.0.0.2");
        assumeTrue(bindable(second), "the loopback has one address only");
        try (TftpServer server = start(
                        new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), 0),
                        new AnswerPorts.Ephemeral(),
                        CapsBySubnet.everywhere(CAPS),
                        new TftpSettings.Limits(3, 2),
                        true);
                TftpClient one = new TftpClient(server.address());
                TftpClient other = new TftpClient(server.address(), second)) {
            one.ask("f");
            one.ask("g");
            one.ask("F");
            await().until(() -> counters.value(Counted.TFTP_BUSY) == 1);
            other.ask("f");
            assertThat(other.next()).isInstanceOf(Packet.Data.class);
            other.ask("g");
            await().until(() -> counters.value(Counted.TFTP_BUSY) == 2);
            assertThat(server.running()).isEqualTo(3);
            other.reply(new Packet.Failure(0, "enough"));
            await().until(() -> server.running() == 2);
            other.ask("g");
            assertThat(other.next()).isInstanceOf(Packet.Data.class);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        for (String ports : List.of("", "69", "0-5", "9-8", "1-70000", "all")) {
            assertThatThrownBy(() -> AnswerPorts.parse(ports)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String caps : List.of("10.0.0.0/8", "10.0.0.0/33=1400", "host/8=1400", "::1/129=1400", "10.0.0.0/8=99")) {
            assertThatThrownBy(() -> CapsBySubnet.parse(CAPS, caps)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(CapsBySubnet.parse(CAPS, " ").blocks()).isEmpty();
        assertThat(AnswerPorts.parse("100-200")).isEqualTo(new AnswerPorts.Range(100, 200));
    }

    private void manyAtOnce(TftpServer server, int clients) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<byte[]>> fetches = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                fetches.add(() -> {
                    try (TftpClient client = new TftpClient(server.address())) {
                        return client.fetch("f", BLOCK, WINDOW);
                    }
                });
            }
            for (Future<byte[]> fetched : threads.invokeAll(fetches)) {
                assertThat(fetched.get()).isEqualTo(file);
            }
        }
    }

    private TftpServer start(AnswerPorts ports, boolean nativeTransport) throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ports, nativeTransport);
    }

    private TftpServer start(InetSocketAddress listen, AnswerPorts ports, boolean nativeTransport) throws IOException {
        return start(listen, ports, CapsBySubnet.everywhere(CAPS), new TftpSettings.Limits(100, 100), nativeTransport);
    }

    private TftpServer start(
            InetSocketAddress listen,
            AnswerPorts ports,
            CapsBySubnet caps,
            TftpSettings.Limits limits,
            boolean nativeTransport)
            throws IOException {
        return TftpServer.start(
                new TftpSettings(listen, ports, caps, PATIENT, limits, 1 << 20, nativeTransport),
                new TftpFiles(FileRoots.of(List.of(root)), Map.of()),
                counters);
    }

    /** The first of {@code count} neighbouring ports that are free now. */
    private static int freePorts(int count) throws SocketException {
        for (int tried = 0; tried < 100; tried++) {
            List<DatagramSocket> sockets = new ArrayList<>();
            try {
                sockets.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
                int first = sockets.getFirst().getLocalPort();
                for (int port = first + 1; port < first + count; port++) {
                    sockets.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
                }
                return first;
            } catch (SocketException taken) {
                // Look elsewhere.
            } finally {
                sockets.forEach(DatagramSocket::close);
            }
        }
        throw new SocketException("no " + count + " neighbouring ports are free");
    }

    private static boolean bindable(InetAddress address) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            return socket.isBound();
        } catch (SocketException none) {
            return false;
        }
    }
}
