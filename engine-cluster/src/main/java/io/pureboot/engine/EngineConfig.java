package io.pureboot.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.pureboot.engine.edge.EdgeSettings;
import io.pureboot.engine.secret.SecretSettings;
import io.pureboot.engine.wakeup.SweepSettings;
import io.pureboot.protocol.Seconds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The engine's configuration, read once from {@code pureboot.engine.*}; every key stands in {@code reference.conf}. */
public record EngineConfig(
        Path dataDir,
        String publicUrl,
        Http http,
        Storage database,
        Cluster cluster,
        Access access,
        Agent agent,
        Logs logs) {

    /**
     * The HTTP listener. Body limits are in bytes.
     *
     * @param bootBatchPatience how long a machine's question waits for the slower ones of its batch
     */
    public record Http(
            String bind,
            int port,
            int backlog,
            int maxConnections,
            Duration idleTimeout,
            Duration requestTimeout,
            Duration drainTimeout,
            int callbackBodyLimit,
            int bodyLimit,
            int pageSize,
            int pageSizeLimit,
            Duration bootBatchPatience) {}

    /** The database. */
    public record Storage(String url, String user, String password, int connections, Duration startPatience) {
        @Override
        public String toString() {
            return "Storage[" + url + ", " + user + "]";
        }
    }

    /**
     * Membership.
     *
     * @param seeds {@code host:port} of the engines to join; empty to found a cluster of one's own
     * @param foundAfter how long the first of several seeds looks for a cluster before it founds one
     * @param discovery {@code host} or {@code host:port}: names whose addresses are the engines to join
     * @param discoveryMembers how many addresses must be found at least
     */
    public record Cluster(
            String bind,
            String host,
            int port,
            List<String> seeds,
            List<String> discovery,
            int discoveryMembers,
            Duration joinTimeout,
            Duration foundAfter) {
        private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

        public Cluster {
            seeds = List.copyOf(seeds);
            discovery = List.copyOf(discovery);
        }

        /** How long this engine waits for its seeds' answers: the first one then founds a cluster, the others ask again. */
        Duration seedPatience() {
            boolean first = seeds.size() > 1 && seeds.getFirst().equals(host + ":" + port);
            return first ? foundAfter : ASK_AGAIN;
        }
    }

    /** The same with the engines to join. */
    EngineConfig joining(List<String> seeds) {
        Cluster found = new Cluster(
                cluster.bind(),
                cluster.host(),
                cluster.port(),
                seeds,
                cluster.discovery(),
                cluster.discoveryMembers(),
                cluster.joinTimeout(),
                cluster.foundAfter());
        return new EngineConfig(dataDir, publicUrl, http, database, found, access, agent, logs);
    }

    /** Tokens that are given from outside, and how long checked ones are believed. */
    public record Access(
            Optional<String> adminToken,
            Optional<String> edgeToken,
            Optional<String> tokenKey,
            Duration cacheTtl,
            Duration cacheGrace) {
        @Override
        public String toString() {
            return "Access[…]";
        }
    }

    /** The standard agent's boot files and its pace. */
    public record Agent(
            String kernel, List<String> initrds, Optional<String> cmdline, Seconds heartbeat, Seconds askAgain) {
        public Agent {
            initrds = List.copyOf(initrds);
        }
    }

    /**
     * What steps print.
     *
     * @param attemptQuota bytes that are kept of one attempt
     */
    public record Logs(long attemptQuota) {}

    /**
     * Reads a resolved configuration that has reference.conf beneath it.
     *
     * @throws EngineDidNotStart when a value is missing or out of its range, naming the key
     */
    public static EngineConfig read(Config config) {
        try {
            Config engine = config.getConfig("pureboot.engine");
            // Rooms read theirs when they open; these must fit each other before anything is started.
            SweepSettings.read(engine);
            SecretSettings.read(engine);
            EdgeSettings.read(engine);
            return of(engine);
        } catch (ConfigException faulty) {
            throw new EngineDidNotStart("configuration: " + faulty.getMessage(), faulty);
        }
    }

    private static EngineConfig of(Config c) {
        String bind = c.getString("bind");
        return new EngineConfig(
                Path.of(c.getString("data-dir")).toAbsolutePath().normalize(),
                withoutSlash(c.getString("public-url")),
                http(c.getConfig("http"), bind),
                storage(c.getConfig("database")),
                cluster(c.getConfig("cluster"), bind),
                access(c.getConfig("access")),
                agent(c.getConfig("agent")),
                new Logs(c.getBytes("logs.attempt-quota")));
    }

    private static Http http(Config c, String bind) {
        return new Http(
                bind,
                port(c, "port"),
                c.getInt("backlog"),
                c.getInt("max-connections"),
                c.getDuration("idle-timeout"),
                c.getDuration("request-timeout"),
                c.getDuration("drain-timeout"),
                Math.toIntExact(c.getBytes("callback-body-limit")),
                Math.toIntExact(c.getBytes("body-limit")),
                c.getInt("page-size"),
                c.getInt("page-size-limit"),
                c.getDuration("boot-batch-patience"));
    }

    private static Storage storage(Config c) {
        String url = c.getString("url");
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new EngineDidNotStart("configuration: pureboot.engine.database.url (PUREBOOT_DB_URL) must begin with"
                    + " jdbc:postgresql: and names the database that the engine works on");
        }
        return new Storage(
                url,
                c.getString("user"),
                c.getString("password"),
                c.getInt("connections"),
                c.getDuration("start-patience"));
    }

    private static Cluster cluster(Config c, String bind) {
        List<String> seeds = list(c, "seeds");
        for (String seed : seeds) {
            if (!seed.matches("[^:\\s]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}")) {
                throw new EngineDidNotStart("configuration: pureboot.engine.cluster.seeds (PUREBOOT_SEEDS) holds '"
                        + seed + "', which is not host:port");
            }
        }
        String host = text(c, "host").orElseGet(() -> reachable(bind));
        List<String> discovery = list(c, "discovery-host");
        int port = port(c, "port");
        if (!discovery.isEmpty() && (!seeds.isEmpty() || port == 0)) {
            throw new EngineDidNotStart(
                    "configuration: pureboot.engine.cluster.discovery-host (PUREBOOT_DISCOVERY_HOST)"
                            + " takes the place of seeds, and wants a fixed cluster.port (PUREBOOT_CLUSTER_PORT)");
        }
        return new Cluster(
                bind,
                host,
                port,
                seeds,
                discovery,
                c.getInt("discovery-members"),
                c.getDuration("join-timeout"),
                c.getDuration("found-after"));
    }

    private static List<String> list(Config c, String key) {
        return Arrays.stream(c.getString(key).split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static Access access(Config c) {
        Optional<String> key = text(c, "token-key");
        if (key.isPresent() && key.get().length() < 16) {
            throw new EngineDidNotStart(
                    "configuration: pureboot.engine.access.token-key (PUREBOOT_TOKEN_KEY) needs 16 characters or more");
        }
        return new Access(
                text(c, "admin-token"),
                text(c, "edge-token"),
                key,
                c.getDuration("cache-ttl"),
                c.getDuration("cache-grace"));
    }

    private static Agent agent(Config c) {
        return new Agent(
                c.getString("kernel"),
                c.getStringList("initrds"),
                text(c, "cmdline"),
                new Seconds(c.getDuration("heartbeat").toSeconds()),
                new Seconds(c.getDuration("ask-again").toSeconds()));
    }

    private static int port(Config c, String key) {
        int port = c.getInt(key);
        if (port < 0 || port > 65535) {
            throw new ConfigException.BadValue(c.origin(), key, "a port lies between 0 and 65535");
        }
        return port;
    }

    private static Optional<String> text(Config c, String key) {
        return Optional.of(c.getString(key).strip()).filter(value -> !value.isEmpty());
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String reachable(String bind) {
        if (!bind.equals("0.0.0.0") && !bind.equals("::") && !bind.equals("[::]")) {
            return bind;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException unnamed) {
            throw new EngineDidNotStart("this host's own address is unknown; set PUREBOOT_CLUSTER_HOST", unnamed);
        }
    }
}
