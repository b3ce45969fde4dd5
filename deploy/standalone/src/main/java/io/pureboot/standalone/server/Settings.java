package io.pureboot.standalone.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What flags and environment say, under the environment's names ({@code PUREBOOT_…}); a flag goes before the variable of its name. Defaults are
 * those of the modules' own {@code reference.conf}; only what this room itself needs has one here.
 *
 * @param given what the command line gave, and what is decided here for the servers
 * @param environment the process's environment
 * @param home the checkout, where the default data directory lies
 */
public record Settings(Map<String, String> given, Map<String, String> environment, Path home) {
    public static final String DATA_DIR = "PUREBOOT_DATA_DIR";
    public static final String BIND = "PUREBOOT_BIND";
    public static final String HTTP_PORT = "PUREBOOT_HTTP_PORT";
    public static final String EDGE_PORT = "PUREBOOT_EDGE_PORT";
    public static final String TFTP_PORT = "PUREBOOT_TFTP_PORT";
    public static final String EDGE_URL = "PUREBOOT_EDGE_URL";
    public static final String ENGINE_URLS = "PUREBOOT_ENGINE_URLS";
    public static final String EDGE_TOKEN = "PUREBOOT_EDGE_TOKEN";
    public static final String DB_URL = "PUREBOOT_DB_URL";
    public static final String DB_USER = "PUREBOOT_DB_USER";
    public static final String DB_PASSWORD = "PUREBOOT_DB_PASSWORD";
    public static final String CLUSTER_PORT = "PUREBOOT_CLUSTER_PORT";
    public static final String SEEDS = "PUREBOOT_SEEDS";
    public static final String TFTP_ROOT = "PUREBOOT_TFTP_ROOT";
    public static final String SERVER = "PUREBOOT_SERVER";
    public static final String TOKEN = "PUREBOOT_TOKEN";

    public Settings {
        given = Map.copyOf(given);
        environment = Map.copyOf(environment);
    }

    /** The settings of this process. */
    public static Settings of(Map<String, String> flags) {
        String home = System.getProperty("pureboot.home", "");
        return new Settings(flags, System.getenv(), Path.of(home).toAbsolutePath());
    }

    /** The value, unless it is blank. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(given.get(name))
                .or(() -> Optional.ofNullable(environment.get(name)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    public Settings with(String name, String value) {
        Map<String, String> more = new TreeMap<>(given);
        more.put(name, value);
        return new Settings(more, environment, home);
    }

    /** {@code value} where nothing else is said. */
    public Settings withDefault(String name, String value) {
        return get(name).isPresent() ? this : with(name, value);
    }

    public Path dataDir() {
        return get(DATA_DIR)
                .map(Path::of)
                .orElseGet(() -> home.resolve("data"))
                .toAbsolutePath()
                .normalize();
    }

    /** Where a client finds the engine: {@code PUREBOOT_SERVER}, else the engine that the same settings would start. */
    public URI server() {
        return URI.create(get(SERVER)
                .orElseGet(() -> "http://" + reachable(get(BIND).orElse("127.0.0.1")) + ":"
                        + get(HTTP_PORT).orElse("8080"))
                .replaceFirst("/+$", ""));
    }

    /** An address that one can connect to: that of this host where a server listens on all. */
    public static String reachable(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::") || bind.equals("[::]") ? "127.0.0.1" : bind;
    }

    /**
     * The configuration of all modules, resolved: their {@code ${?PUREBOOT_…}} see what was given here before the environment. With the data
     * directory spelled out, as its default is the checkout's, wherever the command was called.
     */
    public Config config() {
        return ConfigFactory.load(ConfigFactory.parseMap(
                withDefault(DATA_DIR, dataDir().toString()).given(), "command line"));
    }
}
