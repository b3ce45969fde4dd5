package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where servers listen, and how machines reach them. */
final class ListenOptions {
    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Address of all listeners. PUREBOOT_BIND; default: 127.0.0.1.")
    private Optional<String> bind = Optional.empty();

    @Option(
            names = "--edge-url",
            paramLabel = "URL",
            description = "The URL under which machines reach the edge; it goes into their scripts. PUREBOOT_EDGE_URL;"
                    + " default: http://ADDRESS:EDGE_PORT.")
    private Optional<String> edgeUrl = Optional.empty();

    void addTo(GivenOptions given) {
        given.add(Settings.BIND, bind).add(Settings.EDGE_URL, edgeUrl);
    }
}
