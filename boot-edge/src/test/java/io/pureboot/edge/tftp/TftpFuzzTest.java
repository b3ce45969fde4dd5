package io.pureboot.edge.tftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.ResourceLeakDetector;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.fakes.DamagedPackets;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.tftp.packet.Mode;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** 100,000 datagrams that are nearly TFTP, and what a source that never answers is sent: it may be somebody else's address. */
class TftpFuzzTest {

    private static final long SEED = 20_260_801;
    private static final List<String> WHOLE = List.of(
            "\0\1boot/ipxe.efi\0octet\0tsize\0" + "0\0blksize\0" + "1468\0windowsize\0" + "4\0",
            "\0\1f\0octet\0blksize\0" + "1432\0tsize\0" + "0\0",
            "\0\1f\0octet\0",
            "\0\1f\0netascii\0",
            "\0\1\\Boot\\BCD\0octet\0tsize\0" + "0\0blksize\0" + "1456\0msftwindow\0" + "31416\0",
            "\0\1../../etc/passwd\0octet\0",
            "\0\1f\0octet\0tsize\0enable\0timeout\0" + "2\0blksize\0" + "1428\0windowsize\0" + "8\0",
            "\0\2f\0octet\0tsize\0" + "99\0",
            "\0\3\0\1payload",
            "\0\4\0\0",
            "\0\4\0\1",
            "\0\5\0\10User aborted the transfer\0",
            "\0\6blksize\0" + "1468\0");

    /** The server is told nothing by a datagram without a byte, and counts none. */
    private static final DamagedPackets.Bounds BOUNDS = new DamagedPackets.Bounds(3, 1, 2100, 0);

    private static final int TRIES_UNHEARD = 2;
    private static final int AT_ONCE = 64;

    /** Numbers that the server fills in for the client's zero: a size of up to 13 digits. */
    private static final int LONGER_BY = 12;

    @TempDir
    Path root;

    private final Counters counters = new Counters();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ResourceLeakDetector.Level leakLevel = ResourceLeakDetector.getLevel();
    private TftpServer server;

    @BeforeEach
    void start() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        Files.write(root.resolve("f"), new byte[100_000]);
        Files.createDirectories(root.resolve("Boot"));
        Files.write(root.resolve("Boot/BCD"), new byte[512]);
        Patience little =
                new Patience(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(100), 3, TRIES_UNHEARD);
        server = TftpServer.start(
                new TftpSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new AnswerPorts.Ephemeral(),
                        CapsBySubnet.everywhere(new Caps(1468, 64)),
                        little,
                        new TftpSettings.Limits(300, 300),
                        1 << 20,
                        true),
                new TftpFiles(FileRoots.of(List.of(root)), Map.of("boot.ipxe", "#!ipxe\n")),
                counters);
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
        server.close();
        ResourceLeakDetector.setLevel(leakLevel);
    }

    @Test
    void theCodecTakesAnyBytes() {
        DamagedPackets damaged = datagrams(SEED);
        for (int i = 0; i < 100_000; i++) {
            byte[] datagram = damaged.next();
            Reading reading = PacketCodec.read(ByteBuffer.wrap(datagram));
            if (reading instanceof Reading.Understood(Packet.Ack ack)) {
                assertThat(PacketCodec.write(ack).remaining()).isEqualTo(4);
            }
        }
    }

    @Test
    void theServerTakesAnyBytesAndKeepsNothing() throws IOException {
        DamagedPackets damaged = datagrams(SEED);
        List<DatagramChannel> sources = sources(16);
        for (int sent = 0; sent < 80_000; sent += AT_ONCE) {
            for (int i = 0; i < AT_ONCE; i++) {
                sources.get(i % sources.size()).send(ByteBuffer.wrap(damaged.next()), server.address());
            }
            awaitTaken(sent + AT_ONCE);
        }
        await().until(() -> server.running() == 0);
        for (int transfer = 0; transfer < 200; transfer++) {
            disturb(damaged, 100);
        }
        for (DatagramChannel source : sources) {
            source.close();
        }
        await().until(() -> server.running() == 0);
        await().untilAsserted(() -> assertThat(openBelowRoot()).isEmpty());
        try (TftpClient client = new TftpClient(server.address())) {
            assertThat(client.fetch("f")).hasSize(100_000);
        }
        assertThat(counters.value(Counted.TFTP_FAILED)).isZero();
        assertNothingLogged();
    }

    @Test
    void whoNeverAnswersIsSentNoMoreThanTheProtocolNeeds() throws IOException {
        DamagedPackets damaged = datagrams(SEED + 1);
        int packets = 0;
        for (int round = 0; round < 10; round++) {
            List<DatagramChannel> sources = sources(250);
            List<byte[]> questions = new ArrayList<>();
            long taken = taken();
            for (DatagramChannel source : sources) {
                byte[] question = damaged.next();
                questions.add(question);
                source.send(ByteBuffer.wrap(question), server.address());
            }
            awaitTaken(taken + questions.size());
            await().until(() -> server.running() == 0);
            for (int i = 0; i < sources.size(); i++) {
                packets += checkAnswers(sources.get(i), questions.get(i));
                sources.get(i).close();
            }
        }
        System.out.printf("2500 questions of sources that never answer: %d packets sent to them%n", packets);
        assertThat(packets).isPositive();
        assertNothingLogged();
    }

    private int checkAnswers(DatagramChannel source, byte[] question) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(70_000);
        int packets = 0;
        while (source.receive(answer.clear()) != null) {
            packets++;
            int length = answer.flip().remaining();
            switch (PacketCodec.read(answer)) {
                case Reading.Understood(Packet.Data data) -> {
                    assertThat(data.block()).isEqualTo(1);
                    assertThat(length).isLessThanOrEqualTo(4 + 512);
                }
                case Reading.Understood(Packet.OptionAck options) ->
                    assertThat(length).isLessThanOrEqualTo(question.length + LONGER_BY);
                case Reading.Understood(Packet.Failure failure) ->
                    assertThat(length).isLessThanOrEqualTo(question.length);
                default -> throw new AssertionError("answered " + length + " bytes that are no answer");
            }
        }
        assertThat(packets).isLessThanOrEqualTo(1 + TRIES_UNHEARD);
        return packets;
    }

    private static DamagedPackets datagrams(long seed) {
        return new DamagedPackets(
                seed, WHOLE.stream().map(text -> text.getBytes(ISO_8859_1)).toList(), BOUNDS);
    }

    /** Begins a transfer and sends nonsense to it. */
    private void disturb(DamagedPackets damaged, int times) throws IOException {
        try (DatagramChannel source = DatagramChannel.open()) {
            source.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            source.send(PacketCodec.write(new Packet.ReadRequest("f", Mode.OCTET, List.of())), server.address());
            ByteBuffer answer = ByteBuffer.allocate(2000);
            SocketAddress transfer = source.receive(answer);
            for (int i = 0; i < times; i++) {
                source.send(ByteBuffer.wrap(damaged.next()), transfer);
            }
        }
    }

    private List<DatagramChannel> sources(int count) throws IOException {
        List<DatagramChannel> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DatagramChannel source = DatagramChannel.open();
            source.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            source.configureBlocking(false);
            sources.add(source);
        }
        return sources;
    }

    private void awaitTaken(long count) {
        await("taken").pollInterval(Duration.ofMillis(1)).until(() -> taken() >= count);
    }

    /** Whatever arrives at the server's door is counted once. */
    private long taken() {
        return Stream.of(
                        Counted.TFTP_REQUESTS,
                        Counted.TFTP_REPEATED_REQUESTS,
                        Counted.TFTP_BUSY,
                        Counted.TFTP_WRITE,
                        Counted.TFTP_MALFORMED)
                .mapToLong(counters::value)
                .sum();
    }

    /** Descriptors of this process that are files of the root; none where there is no /proc. */
    private List<String> openBelowRoot() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        List<String> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    open.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        return open.stream().filter(path -> path.startsWith(root.toString())).toList();
    }

    private void assertNothingLogged() {
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .isEmpty();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
