package io.pureboot.edge.tftp;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.tftp.packet.Option;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs within a network namespace whose packets get lost: a server and, one after the other, clients with windows; then all real clients
 * at once. Prints one line for each: {@code NAME RATIO right|WRONG…}.
 */
final class LossyHost {

    private static final int WINDOWED_BYTES = 2_000_000;
    private static final int REAL_BYTES = 200_000;

    private final Path directory;
    private final boolean nativeTransport;
    private final InetAddress bound;
    private final InetAddress asked;

    private LossyHost(Path directory, boolean nativeTransport, InetAddress bound, InetAddress asked) {
        this.directory = directory;
        this.nativeTransport = nativeTransport;
        this.bound = bound;
        this.asked = asked;
    }

    /** Arguments: the directory, whether the server uses the native transport, the address that it is bound to, and the one that clients ask. */
    public static void main(String[] arguments) throws Exception {
        LossyHost host = new LossyHost(
                Path.of(arguments[0]),
                Boolean.parseBoolean(arguments[1]),
                InetAddress.getByName(arguments[2]),
                InetAddress.getByName(arguments[3]));
        for (TftpClient.Manner manner : TftpClient.Manner.values()) {
            for (String window : List.of("4", "8", "16", "32")) {
                System.out.println(host.windowed(manner, window));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> runs = new ArrayList<>();
            for (RealTftpClient client : RealTftpClient.ALL) {
                if (client.installed()) {
                    runs.add(() -> host.real(client));
                }
            }
            for (Future<String> run : threads.invokeAll(runs)) {
                System.out.println(run.get());
            }
        }
    }

    private String windowed(TftpClient.Manner manner, String window) throws IOException {
        byte[] bytes = file("windowed", WINDOWED_BYTES);
        Counters counters = new Counters();
        try (TftpServer server = start(counters);
                TftpClient client = new TftpClient(asked(server), bound)) {
            byte[] fetched =
                    client.fetch(manner, "windowed", new Option("blksize", "1468"), new Option("windowsize", window));
            return line("window-" + window + "-" + manner, counters, WINDOWED_BYTES / 1468 + 1, bytes, fetched);
        }
    }

    private String real(RealTftpClient client) throws IOException, InterruptedException {
        String name = client.name().replace(' ', '-');
        byte[] bytes = file(name, REAL_BYTES);
        Counters counters = new Counters();
        try (TftpServer server = start(counters)) {
            Path into = directory.resolve(name + ".fetched");
            RealTftpClient.Run run = client.fetch(asked(server), name, into, Duration.ofSeconds(150));
            byte[] fetched = Files.exists(into) ? Files.readAllBytes(into) : new byte[0];
            // How many blocks it needs is the client's affair: what was sent again, to what was not.
            long needed = counters.value(Counted.TFTP_BLOCKS) - counters.value(Counted.TFTP_BLOCKS_AGAIN);
            String line = line(name, counters, needed, bytes, fetched);
            return run.ended() && run.status() == 0 ? line : line + " " + run;
        }
    }

    private static String line(String name, Counters counters, long needed, byte[] bytes, byte[] fetched) {
        double ratio = counters.value(Counted.TFTP_BLOCKS) / (double) needed;
        return "%s %.2f %s".formatted(name, ratio, Arrays.equals(bytes, fetched) ? "right" : "WRONG");
    }

    private InetSocketAddress asked(TftpServer server) {
        return new InetSocketAddress(asked, server.address().getPort());
    }

    private TftpServer start(Counters counters) throws IOException {
        return TftpServer.start(
                new TftpSettings(
                        new InetSocketAddress(bound, 0),
                        new AnswerPorts.Ephemeral(),
                        CapsBySubnet.everywhere(new Caps(1468, 32)),
                        new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 8, 3),
                        new TftpSettings.Limits(10, 10),
                        1 << 20,
                        nativeTransport),
                new TftpFiles(FileRoots.of(List.of(directory)), Map.of()),
                counters);
    }

    private byte[] file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(name.hashCode()).nextBytes(bytes);
        Files.write(directory.resolve(name), bytes);
        return bytes;
    }
}
