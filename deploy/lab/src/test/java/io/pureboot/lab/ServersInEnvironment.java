package io.pureboot.lab;

import io.pureboot.qemu.LabServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Servers that somebody else runs, named by the environment: {@code PUREBOOT_LAB_ENGINE}, {@code PUREBOOT_LAB_EDGE} (URLs on
 * this host), {@code PUREBOOT_LAB_TFTP_PORT}, {@code PUREBOOT_LAB_TOKEN}, {@code PUREBOOT_LAB_ARTIFACTS} (directory). The edge
 * must have been started with {@link LabServers#edgeUrlForGuests} as its URL.
 */
record ServersInEnvironment(URI engine, URI edgeFromHost, int tftpPort, String adminToken, Path artifacts)
        implements LabServers {
    private static final List<String> NAMES = List.of(
            "PUREBOOT_LAB_ENGINE",
            "PUREBOOT_LAB_EDGE",
            "PUREBOOT_LAB_TFTP_PORT",
            "PUREBOOT_LAB_TOKEN",
            "PUREBOOT_LAB_ARTIFACTS");

    /** Them, or a skipped test that says which variables are missing. */
    static LabServers assumed() {
        Map<String, String> environment = System.getenv();
        List<String> missing =
                NAMES.stream().filter(name -> !environment.containsKey(name)).toList();
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: no servers, as these are not set: " + missing);
        return new ServersInEnvironment(
                URI.create(environment.getOrDefault(NAMES.get(0), "")),
                URI.create(environment.getOrDefault(NAMES.get(1), "")),
                Integer.parseInt(environment.getOrDefault(NAMES.get(2), "")),
                environment.getOrDefault(NAMES.get(3), ""),
                Path.of(environment.getOrDefault(NAMES.get(4), "")));
    }

    @Override
    public void close() {}
}
