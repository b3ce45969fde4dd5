package io.pureboot.edge.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients that people have. One that is not installed is skipped, and the report says which package has it. */
class RealTftpClientsTest {

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private TftpServer server;

    static Stream<RealTftpClient> clients() {
        return RealTftpClient.ALL.stream();
    }

    @BeforeEach
    void start() throws IOException {
        server = TftpServer.start(
                TftpSettings.usual(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Caps(1468, 64),
                        new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 8, 3)),
                new TftpFiles(FileRoots.of(List.of(directory)), Map.of()),
                counters);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void fetchesAFile(RealTftpClient client) throws IOException, InterruptedException {
        assumeInstalled(client);
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Files.write(directory.resolve("loader.efi"), bytes);
        Path into = directory.resolve("fetched");

        String output = run(client, "loader.efi", into);

        assertThat(into).as(output).exists();
        assertThat(Files.readAllBytes(into)).as(output).isEqualTo(bytes);
        assertThat(counters.value(Counted.TFTP_FAILED) + counters.value(Counted.TFTP_GIVEN_UP))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void fetchesAnExactMultipleOfItsBlocks(RealTftpClient client) throws IOException, InterruptedException {
        assumeInstalled(client);
        // A multiple of 512, 1400, 1428 and 1468 would be huge: one block of each size will do, so of the first the
        // file is many.
        byte[] bytes = new byte[512 * 7 * 25 * 17];
        new Random(2).nextBytes(bytes);
        Files.write(directory.resolve("f"), bytes);
        Path into = directory.resolve("fetched");

        String output = run(client, "f", into);

        assertThat(Files.readAllBytes(into)).as(output).isEqualTo(bytes);
    }

    private static void assumeInstalled(RealTftpClient client) {
        assumeTrue(
                client.installed(),
                client.program() + " is not installed (Debian package " + client.debianPackage() + ")");
    }

    private String run(RealTftpClient client, String file, Path into) throws IOException, InterruptedException {
        RealTftpClient.Run run = client.fetch(server.address(), file, into, Duration.ofSeconds(60));
        assertThat(run.ended()).as("ends within 60 s: " + run.output()).isTrue();
        assertThat(run.status()).as(run.output()).isZero();
        return run.output();
    }
}
