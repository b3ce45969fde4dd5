package io.pureboot.lab.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** dnsmasq as somebody else's DHCP server: it leases addresses, and has never heard of booting. */
public final class LeasingServer implements AutoCloseable {
    private final Process process;
    private final Path log;

    private LeasingServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param more of dnsmasq's options */
    public static LeasingServer start(IsolatedNetwork network, Path directory, String... more) throws IOException {
        List<String> command = new ArrayList<>(network.lease());
        command.addAll(List.of("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root"));
        command.addAll(List.of("--no-resolv", "--no-hosts", "--no-ping", "--leasefile-ro", "--interface=eth0"));
        command.addAll(List.of("--bind-interfaces", "--log-dhcp", "--log-facility=-", "--dhcp-authoritative"));
        command.add("--dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,5m");
        // iPXE waits for a router of IPv6; without one each of its stages takes 13 s longer.
        command.addAll(List.of("--enable-ra", "--dhcp-range=fd77::,ra-stateless"));
        command.addAll(List.of(more));
        Path log = Files.createDirectories(directory).resolve("dnsmasq.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new LeasingServer(process, log);
    }

    /** What it has done. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
