package io.pureboot.edge;

import com.typesafe.config.Config;
import io.pureboot.edge.agent.OverlayInitrd;
import io.pureboot.edge.bandwidth.Bandwidth;
import io.pureboot.edge.cache.CacheSettings;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.ipxe.Gathering;
import io.pureboot.edge.loader.Architecture;
import io.pureboot.edge.loader.LoaderSet;
import io.pureboot.edge.loader.Loaders;
import io.pureboot.edge.relay.SpoolLimits;
import io.pureboot.edge.tftp.AnswerPorts;
import io.pureboot.edge.tftp.CapsBySubnet;
import io.pureboot.edge.tftp.TftpSettings;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import io.pureboot.edge.uplink.UplinkSettings;
import io.pureboot.protocol.EdgeId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that an edge is told, read once from {@code pureboot.edge} (see {@code reference.conf} for each key's meaning and default).
 *
 * @param id the edge's name
 * @param site where it stands, in its operator's own words
 * @param version that of its build
 * @param url under which machines reach it; empty: bind address and bound port
 * @param dataDir spool, artifacts, loaders
 */
public record EdgeConfig(
        EdgeId id,
        Optional<String> site,
        String version,
        String bind,
        int httpPort,
        int tftpPort,
        Optional<String> url,
        Path dataDir,
        UplinkSettings engines,
        Http http,
        FileRoots artifacts,
        CacheSettings cache,
        Agent agent,
        Relay relay,
        Tftp tftp,
        Loaders loaders,
        ProxyDhcp proxyDhcp) {

    /**
     * The HTTP listener.
     *
     * @param backlog connections waiting to be accepted
     * @param bootQuestions machines' questions that are under way to the engines at one time
     * @param gathering when they go together
     */
    public record Http(
            int backlog, int maxConnections, int bootQuestions, Gathering gathering, Bandwidth.Limits bandwidth) {}

    /**
     * The agents' files: directories first, then the class path below {@code resourcePrefix}.
     *
     * @param overlaySettings of the agent that the overlay initrd carries, by the names of its environment
     */
    public record Agent(FileRoots roots, String resourcePrefix, Map<String, String> overlaySettings) {
        public Agent {
            overlaySettings = OverlayInitrd.checked(Map.copyOf(overlaySettings));
        }
    }

    /** The spool: how much it takes, and the longest pause between two tries to empty it. */
    public record Relay(SpoolLimits limits, Duration longestPause) {}

    /** The TFTP server; see {@link TftpSettings}. */
    public record Tftp(
            FileRoots roots,
            AnswerPorts ports,
            CapsBySubnet caps,
            Patience patience,
            TftpSettings.Limits limits,
            long cacheBytes,
            boolean nativeTransport) {}

    /**
     * proxyDHCP.
     *
     * @param address this edge's on the machines' network; empty: the one that all listeners are bound to
     * @param tftpServer empty: this edge
     */
    public record ProxyDhcp(
            boolean enabled,
            Optional<Ipv4> address,
            Optional<Ipv4> tftpServer,
            int port,
            int bootServerPort,
            int clientPort) {}

    /**
     * Reads {@code pureboot.edge} of a resolved configuration.
     *
     * @throws com.typesafe.config.ConfigException when a key is missing or of another type
     * @throws IllegalArgumentException when a value is out of its range
     */
    public static EdgeConfig from(Config root) {
        Config edge = root.getConfig("pureboot.edge");
        Path dataDir = Path.of(edge.getString("data-dir")).toAbsolutePath().normalize();
        return new EdgeConfig(
                text(edge, "id").map(EdgeId::new).orElseGet(EdgeConfig::hostName),
                text(edge, "site"),
                edge.getString("version"),
                edge.getString("bind"),
                edge.getInt("http-port"),
                edge.getInt("tftp-port"),
                text(edge, "url").map(url -> url.replaceFirst("/+$", "")),
                dataDir,
                engines(edge),
                http(edge.getConfig("http")),
                FileRoots.of(paths(edge, "artifacts.directories", List.of(dataDir.resolve("artifacts")))),
                cache(edge.getConfig("cache"), dataDir),
                new Agent(
                        FileRoots.of(paths(edge, "agent.directories", List.of(dataDir.resolve("agent")))),
                        edge.getString("agent.resource-prefix"),
                        settings(edge.getString("agent.overlay-settings"))),
                relay(edge.getConfig("relay")),
                tftp(edge.getConfig("tftp"), dataDir),
                loaders(edge.getConfig("loaders")),
                proxyDhcp(edge.getConfig("proxy-dhcp")));
    }

    private static Http http(Config http) {
        return new Http(
                http.getInt("backlog"),
                http.getInt("max-connections"),
                Math.max(1, http.getInt("boot-questions")),
                new Gathering(Math.max(1, http.getInt("boot-batch-from")), http.getDuration("boot-batch-wait")),
                new Bandwidth.Limits(http.getBytes("bandwidth-total"), http.getBytes("bandwidth-per-client")));
    }

    private static Loaders loaders(Config loaders) {
        Map<String, LoaderSet> sets = loaders.getObject("sets").keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> loaderSet(loaders.getConfig("sets." + name))));
        return new Loaders(sets, loaders.getString("set"), Loaders.rules(loaders.getString("machines")));
    }

    private static LoaderSet loaderSet(Config set) {
        Map<Architecture, String> files = new EnumMap<>(Architecture.class);
        for (String key : set.root().keySet()) {
            Architecture architecture = Architecture.named(key)
                    .orElseThrow(() -> new IllegalArgumentException("loaders: there is no kind of firmware " + key));
            text(set, key).ifPresent(file -> files.put(architecture, file));
        }
        return new LoaderSet(files);
    }

    private static ProxyDhcp proxyDhcp(Config proxy) {
        return new ProxyDhcp(
                proxy.getBoolean("enabled"),
                address(proxy, "address"),
                address(proxy, "tftp-server"),
                proxy.getInt("port"),
                proxy.getInt("boot-server-port"),
                proxy.getInt("client-port"));
    }

    private static Optional<Ipv4> address(Config config, String key) {
        return text(config, key)
                .map(text -> Ipv4.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(key + " is no IPv4 address: " + text)));
    }

    private static CacheSettings cache(Config cache, Path dataDir) {
        return new CacheSettings(
                text(cache, "directory")
                        .map(text -> Path.of(text).toAbsolutePath().normalize())
                        .orElse(dataDir.resolve("edge").resolve("cache")),
                cache.getBytes("max-size"),
                cache.getDuration("hold"),
                cache.getDuration("stall"));
    }

    private static Relay relay(Config relay) {
        return new Relay(
                new SpoolLimits(
                        relay.getLong("spool-max-reports"),
                        relay.getBytes("spool-max-bytes"),
                        relay.getBytes("spool-min-free"),
                        relay.getDuration("spool-max-age"),
                        relay.getDuration("spool-decision-patience")),
                relay.getDuration("forward-longest-pause"));
    }

    private static UplinkSettings engines(Config edge) {
        List<URI> urls = Arrays.stream(edge.getString("engine-urls").split(",", -1))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(url -> URI.create(url.replaceFirst("/+$", "")))
                .toList();
        return new UplinkSettings(
                urls,
                text(edge, "token"),
                edge.getDuration("engine-connect-timeout"),
                edge.getDuration("engine-hedge-after"),
                edge.getDuration("engine-request-timeout"),
                edge.getDuration("engine-total-timeout"));
    }

    private static Tftp tftp(Config tftp, Path dataDir) {
        List<Path> usual = List.of(dataDir.resolve("tftp"), Path.of("/usr/lib/ipxe"));
        return new Tftp(
                new FileRoots(paths(tftp, "directories", usual), Set.copyOf(paths(tftp, "outside-targets", List.of()))),
                AnswerPorts.parse(tftp.getString("answer-ports").strip()),
                CapsBySubnet.parse(
                        new Caps(tftp.getInt("blksize-cap"), tftp.getInt("windowsize-cap")),
                        tftp.getString("blksize-caps")),
                new Patience(
                        tftp.getDuration("retransmit-shortest"),
                        tftp.getDuration("retransmit-first"),
                        tftp.getDuration("retransmit-longest"),
                        tftp.getInt("retransmit-tries"),
                        tftp.getInt("retransmit-tries-unheard")),
                new TftpSettings.Limits(tftp.getInt("max-transfers"), tftp.getInt("max-transfers-per-client")),
                tftp.getBytes("cache-size"),
                tftp.getBoolean("native-transport"));
    }

    private static Map<String, String> settings(String list) {
        Map<String, String> settings = new TreeMap<>();
        for (String setting : list.split(",", -1)) {
            int equals = setting.indexOf('=');
            if (equals > 0) {
                settings.put(
                        setting.substring(0, equals).strip(),
                        setting.substring(equals + 1).strip());
            } else if (!setting.isBlank()) {
                throw new IllegalArgumentException("agent.overlay-settings: '" + setting + "' is no NAME=VALUE");
            }
        }
        return settings;
    }

    private static Optional<String> text(Config config, String key) {
        return Optional.of(config.getString(key).strip()).filter(text -> !text.isEmpty());
    }

    private static List<Path> paths(Config config, String key, List<Path> otherwise) {
        return text(config, key)
                .map(text -> Arrays.stream(text.split(":", -1))
                        .filter(path -> !path.isBlank())
                        .map(path -> Path.of(path.strip()).toAbsolutePath().normalize())
                        .toList())
                .orElse(otherwise);
    }

    /** What is no id of it is left out. */
    private static EdgeId hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "");
            return EdgeId.parse(name.replaceFirst("^[.-]+", "")).orElseGet(() -> new EdgeId("edge"));
        } catch (UnknownHostException nameless) {
            return new EdgeId("edge");
        }
    }
}
