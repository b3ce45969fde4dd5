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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients that people have. One that is not installed is skipped, and the report says which package has it. */
class RealTftpClientsTest {

    /** How a client is called; HOST, PORT, FILE and INTO are filled in. */
    record RealClient(String name, String debianPackage, List<String> command) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private TftpServer server;

    static Stream<RealClient> clients() {
        return Stream.of(
                new RealClient("curl", "curl", words("curl -s -S -o INTO tftp://HOST:PORT/FILE")),
                new RealClient(
                        "curl with large blocks",
                        "curl",
                        words("curl -s -S --tftp-blksize 1468 -o INTO tftp://HOST:PORT/FILE")),
                new RealClient(
                        "curl without options",
                        "curl",
                        words("curl -s -S --tftp-no-options -o INTO tftp://HOST:PORT/FILE")),
                new RealClient("tftp-hpa", "tftp-hpa", words("tftp -m binary HOST PORT -c get FILE INTO")),
                new RealClient("atftp", "atftp", words("atftp -g -r FILE -l INTO HOST PORT")),
                new RealClient(
                        "atftp with a window",
                        "atftp",
                        List.of(
                                "atftp",
                                "--option",
                                "blksize 1428",
                                "--option",
                                "windowsize 8",
                                "-g",
                                "-r",
                                "FILE",
                                "-l",
                                "INTO",
                                "HOST",
                                "PORT")),
                new RealClient(
                        "atftp with all options",
                        "atftp",
                        List.of(
                                "atftp",
                                "--option",
                                "tsize enable",
                                "--option",
                                "timeout 2",
                                "--option",
                                "blksize 1428",
                                "-g",
                                "-r",
                                "FILE",
                                "-l",
                                "INTO",
                                "HOST",
                                "PORT")),
                new RealClient("busybox", "busybox", words("busybox tftp -g -r FILE -l INTO HOST PORT")),
                new RealClient(
                        "busybox with large blocks",
                        "busybox",
                        words("busybox tftp -b 1400 -g -r FILE -l INTO HOST PORT")));
    }

    @BeforeEach
    void start() throws IOException {
        server = TftpServer.start(
                new TftpSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Caps(1468, 64),
                        new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 8),
                        10),
                new TftpFiles(FileRoots.of(List.of(directory)), Map.of()),
                counters);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void fetchesAFile(RealClient client) throws IOException, InterruptedException {
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
    void fetchesAnExactMultipleOfItsBlocks(RealClient client) throws IOException, InterruptedException {
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

    private static void assumeInstalled(RealClient client) {
        String program = client.command().getFirst();
        boolean installed = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
        assumeTrue(installed, program + " is not installed (Debian package " + client.debianPackage() + ")");
    }

    private String run(RealClient client, String file, Path into) throws IOException, InterruptedException {
        List<String> command = client.command().stream()
                .map(word -> word.replace("HOST", "127.0.0.1")
                        .replace("PORT", Integer.toString(server.address().getPort()))
                        .replace("FILE", file)
                        .replace("INTO", into.toString()))
                .toList();
        Path log = directory.resolve("client.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = String.join(" ", command) + "\n" + Files.readString(log);
        assertThat(ended).as("ends within 60 s: " + output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }
}
