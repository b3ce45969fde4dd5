package io.pureboot.bench.tftp;

import io.pureboot.bench.subject.JavaOptions;
import io.pureboot.bench.subject.Packages;
import io.pureboot.standalone.PureBoot;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server and how it is started.
 *
 * @param name as the table has it
 * @param command words of its command line
 * @param environment beside what this process has
 * @param port at 127.0.0.1
 * @param prefix before the names of files
 */
record Contestant(String name, List<String> command, Map<String, String> environment, int port, String prefix) {

    /** As many transfers at one time as any row has, and some more. */
    private static final String TRANSFERS = "2048";

    private static final int TFTP_PORT = 69;

    /** Our edge as a process of its own, with the JVM's options of {@code ./pureboot edge}. */
    static Contestant ours(Path root, Path work, List<String> javaOptions) throws IOException {
        int port = freeUdpPort();
        Path data = Files.createDirectories(work.resolve("edge"));
        return new Contestant(
                "PureBoot",
                JavaOptions.command(javaOptions, PureBoot.class, "edge"),
                Map.of(
                        "PUREBOOT_BIND", "127.0.0.1",
                        "PUREBOOT_EDGE_PORT", Integer.toString(freeTcpPort()),
                        "PUREBOOT_TFTP_PORT", Integer.toString(port),
                        "PUREBOOT_TFTP_ROOT", root.toString(),
                        "PUREBOOT_DATA_DIR", data.toString(),
                        "PUREBOOT_EDGE_TOKEN", "benchmark"),
                port,
                "");
    }

    /** It forks a process for each transfer, and knows no windows. */
    static Contestant tftpdHpa(Path root, Packages packages) throws IOException {
        Packages.Program program = packages.find("in.tftpd", List.of("tftpd-hpa", "libwrap0"));
        int port = freeUdpPort();
        return of(
                "tftpd-hpa",
                program,
                port,
                root + "/",
                "--foreground",
                "--address",
                "127.0.0.1:" + port,
                "--user",
                System.getProperty("user.name"),
                root.toString());
    }

    /** A thread for each transfer. */
    static Contestant atftpd(Path root, Packages packages) throws IOException {
        Packages.Program program = packages.find("atftpd", List.of("atftpd", "libwrap0", "libpcre2-8-0"));
        int port = freeUdpPort();
        return of(
                "atftpd",
                program,
                port,
                "",
                "--daemon",
                "--no-fork",
                "--bind-address",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--maxthread",
                TRANSFERS,
                "--user",
                System.getProperty("user.name"),
                root.toString());
    }

    /** One thread for all; it has port 69 only, and knows no windows. */
    static Contestant dnsmasq(Path root, Path work, Packages packages) throws IOException {
        Packages.Program program = packages.find("dnsmasq", List.of("dnsmasq-base"));
        return of(
                "dnsmasq",
                program,
                TFTP_PORT,
                "",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--user=" + System.getProperty("user.name"),
                "--pid-file=" + work.resolve("dnsmasq.pid"),
                "--enable-tftp",
                "--tftp-root=" + root,
                "--tftp-max=" + TRANSFERS,
                "--log-facility=/dev/null");
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Contestant of(String name, Packages.Program program, int port, String prefix, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.path().toString()));
        command.addAll(List.of(arguments));
        return new Contestant(
                name,
                command,
                program.libraries().isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", program.libraries()),
                port,
                prefix);
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
