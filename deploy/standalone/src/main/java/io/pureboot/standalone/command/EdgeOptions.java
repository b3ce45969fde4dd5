package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an edge is told. */
final class EdgeOptions {
    @Option(
            names = "--edge-port",
            paramLabel = "PORT",
            description = "Edge's HTTP port. PUREBOOT_EDGE_PORT; default: 8081.")
    private Optional<Integer> edgePort = Optional.empty();

    @Option(
            names = "--tftp-port",
            paramLabel = "PORT",
            description = "Edge's TFTP port; 69 needs the right to. PUREBOOT_TFTP_PORT; default: 6969.")
    private Optional<Integer> tftpPort = Optional.empty();

    @Option(
            names = "--tftp-root",
            paramLabel = "DIR[:DIR...]",
            description = "Where loaders are looked for. PUREBOOT_TFTP_ROOT; default: DATA_DIR/tftp:/usr/lib/ipxe.")
    private Optional<String> tftpRoot = Optional.empty();

    void addTo(GivenOptions given) {
        given.add(Settings.EDGE_PORT, edgePort)
                .add(Settings.TFTP_PORT, tftpPort)
                .add(Settings.TFTP_ROOT, tftpRoot);
    }
}
