package io.pureboot.standalone.command;

import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which engine a client speaks to, and as whom. */
final class ClientOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The engine. PUREBOOT_SERVER; default: the one that ./pureboot up would start here.")
    private Optional<String> server = Optional.empty();

    @Option(names = "--token", paramLabel = "TEXT", description = "PUREBOOT_TOKEN; default: DATA_DIR/admin.token.")
    private Optional<String> token = Optional.empty();

    @Mixin
    private DataOptions data = new DataOptions();

    Settings settings() {
        GivenOptions given = new GivenOptions().add(Settings.SERVER, server).add(Settings.TOKEN, token);
        data.addTo(given);
        return given.settings();
    }

    EngineClient client() throws IOException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        return new EngineClient(http, settings().server(), token(settings()));
    }

    /** The token and, when it is a file's, that file. */
    static String token(Settings settings) throws IOException {
        Optional<String> given = settings.get(Settings.TOKEN);
        if (given.isPresent()) {
            return given.get();
        }
        Path file = AllInOne.adminTokenFile(settings.dataDir());
        try {
            if (Files.exists(file)) {
                return Files.readString(file, StandardCharsets.UTF_8).strip();
            }
        } catch (AccessDeniedException e) {
            throw new IOException(
                    file + " may not be read by user " + System.getProperty("user.name")
                            + ": give a token with PUREBOOT_TOKEN",
                    e);
        }
        throw new IOException(
                "no token: give one with PUREBOOT_TOKEN (--token), or the data directory of a server that runs here"
                        + " with --data-dir (there is no " + file + ")");
    }
}
