package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where everything is kept. */
final class DataOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Database, keys, spool, cache, artifacts/ and admin.token. PUREBOOT_DATA_DIR; default: data/ in the checkout.")
    private Optional<Path> dataDir = Optional.empty();

    void addTo(GivenOptions given) {
        given.add(Settings.DATA_DIR, dataDir);
    }
}
