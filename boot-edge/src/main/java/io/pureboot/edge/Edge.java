package io.pureboot.edge;

import com.typesafe.config.ConfigFactory;
import io.pureboot.edge.agent.AgentShelf;
import io.pureboot.edge.agent.OverlayInitrd;
import io.pureboot.edge.bandwidth.Bandwidth;
import io.pureboot.edge.cache.FileCache;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.dhcp.ProxyDhcpServer;
import io.pureboot.edge.http.AgentAnswers;
import io.pureboot.edge.http.AssetAnswers;
import io.pureboot.edge.http.BootAnswers;
import io.pureboot.edge.http.BootGate;
import io.pureboot.edge.http.CachedAnswers;
import io.pureboot.edge.http.CallbackAnswers;
import io.pureboot.edge.http.CloudInitAnswers;
import io.pureboot.edge.http.EdgeRoutes;
import io.pureboot.edge.http.GrubAnswers;
import io.pureboot.edge.http.HealthAnswers;
import io.pureboot.edge.http.LoaderAnswers;
import io.pureboot.edge.ipxe.BootDesk;
import io.pureboot.edge.ipxe.LastBoots;
import io.pureboot.edge.loader.Architecture;
import io.pureboot.edge.loader.LoaderSet;
import io.pureboot.edge.registration.Identity;
import io.pureboot.edge.registration.Registration;
import io.pureboot.edge.relay.Envelope;
import io.pureboot.edge.relay.Forwarder;
import io.pureboot.edge.relay.PutAside;
import io.pureboot.edge.relay.Relay;
import io.pureboot.edge.relay.Settlement;
import io.pureboot.edge.relay.Spool;
import io.pureboot.edge.tftp.TftpFiles;
import io.pureboot.edge.tftp.TftpServer;
import io.pureboot.edge.tftp.TftpSettings;
import io.pureboot.edge.uplink.EngineUplink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running edge: its listeners, its spool and what empties it. Several may run in one JVM, each with its own data directory.
 *
 * <p>The parts are wired in reading order in {@link #start(EdgeConfig, ActorSystem)} and stopped in the opposite one.
 */
public final class Edge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    /** A machine's question holds a dozen SMBIOS texts of up to 255 characters, each of which may be three in a URL. */
    private static final int LONGEST_URI = 12_288;

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /** One thing to be undone at the end. */
    private interface Undoing {
        void undo() throws IOException;
    }

    private final Deque<Undoing> undoings = new ArrayDeque<>();
    private final Counters counters = new Counters();
    private volatile HttpHandler handler =
            request -> CompletableFuture.completedFuture(HttpResponse.create().withStatus(503));
    private InetSocketAddress http = InetSocketAddress.createUnresolved("unbound", 0);
    private InetSocketAddress tftp = InetSocketAddress.createUnresolved("unbound", 0);
    private String url = "";
    private volatile boolean stopping;

    /** Answers HTTP requests; set once the edge knows its own URL. */
    private interface HttpHandler {
        CompletionStage<HttpResponse> answer(HttpRequest request);
    }

    private Edge() {}

    /**
     * Starts an edge with an actor system of its own.
     *
     * @throws UncheckedIOException when an address cannot be bound or the data directory cannot be used
     */
    public static Edge start(EdgeConfig config) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "pureboot-edge",
                ConfigFactory.parseMap(Map.of(
                                "pekko.actor.provider", "local",
                                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                                "pekko.coordinated-shutdown.exit-jvm", "off"))
                        .withFallback(ConfigFactory.load()));
        Edge edge = new Edge();
        edge.undoings.push(() -> {
            system.terminate();
            await(system.getWhenTerminated().toCompletableFuture(), START_PATIENCE);
        });
        return edge.begin(config, system);
    }

    /**
     * Starts an edge within {@code system}, which stays the caller's: {@link #stop()} does not end it.
     *
     * @throws UncheckedIOException when an address cannot be bound or the data directory cannot be used
     */
    public static Edge start(EdgeConfig config, ActorSystem<?> system) {
        return new Edge().begin(config, system);
    }

    /** Where HTTP is bound, with the port that it really has. */
    public InetSocketAddress http() {
        return http;
    }

    /** Where TFTP is bound, with the port that it really has. */
    public InetSocketAddress tftp() {
        return tftp;
    }

    /** The URL under which machines reach this edge, without a slash at the end. */
    public String url() {
        return url;
    }

    /** What this edge counts. */
    public Counters counters() {
        return counters;
    }

    /** Takes no more requests, finishes those under way (at most 5 s), closes the spool. A second call does nothing. */
    public void stop() {
        stopping = true;
        while (!undoings.isEmpty()) {
            try {
                undoings.pop().undo();
            } catch (IOException | RuntimeException unfinished) {
                LOG.warn("a part of the edge did not stop well: {}", unfinished.toString());
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Edge begin(EdgeConfig config, ActorSystem<?> system) {
        boolean begun = false;
        try {
            wire(config, system);
            LOG.info("edge {} serves {} and TFTP at {}:{}", config.id(), url, config.bind(), tftp.getPort());
            begun = true;
            return this;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        } finally {
            if (!begun) {
                stop();
            }
        }
    }

    private void wire(EdgeConfig config, ActorSystem<?> system) throws IOException {
        Path own = Files.createDirectories(config.dataDir().resolve("edge"));
        Spool spool = open(
                own, () -> Spool.open(own.resolve("spool.mv"), config.relay().limits()));
        undoings.push(spool::close);
        LastBoots lastBoots = open(own, () -> LastBoots.open(own.resolve("last-boots.mv")));
        undoings.push(lastBoots::close);
        EngineUplink uplink = new EngineUplink(config.engines(), counters);
        undoings.push(uplink::close);

        ServerBinding binding = bindHttp(config, system);
        undoings.push(() -> await(binding.unbind().toCompletableFuture(), STOP_PATIENCE));
        http = binding.localAddress();
        url = config.url().orElseGet(() -> "http://" + host(http) + ":" + http.getPort());

        Envelope envelope = new Envelope(config.id().value(), url);
        Settlement settlement =
                new Settlement(spool, config.relay().limits(), new PutAside(own.resolve("put-aside.jsonl")), counters);
        Forwarder forwarder = new Forwarder(
                uplink, spool, envelope, settlement, config.relay().longestPause());
        forwarder.start();
        undoings.push(forwarder::close);
        Relay relay = new Relay(uplink, spool, forwarder, envelope, counters);
        BootDesk desk = new BootDesk(
                uplink,
                config.http().gathering(),
                lastBoots,
                counters,
                config.id().value(),
                url,
                ipxe(config, url));

        TftpServer tftpServer = startTftp(config, desk);
        tftp = tftpServer.address();
        undoings.push(tftpServer::close);

        Optional<ProxyDhcpServer> proxyDhcp = ProxyDhcpStart.start(config, url, counters);
        proxyDhcp.ifPresent(server -> undoings.push(server::close));

        Bandwidth bandwidth = new Bandwidth(config.http().bandwidth(), System.nanoTime());
        AssetAnswers assets = new AssetAnswers(config.artifacts(), counters, bandwidth);
        BootGate gate = new BootGate(config.http().bootQuestions(), counters);
        counters.gauge("pureboot_edge_boot_questions", "Machines' questions that wait for an engine", gate::inside);
        Materializer materializer = SystemMaterializer.get(system).materializer();
        FileCache cache = FileCache.open(config.cache(), uplink, counters);
        undoings.push(cache::close);
        counters.gauge("pureboot_edge_cache_bytes", "Bytes of files that are kept on disk", cache::bytes);
        EdgeRoutes routes = new EdgeRoutes(
                new BootAnswers(desk, gate, counters),
                new GrubAnswers(desk, gate),
                new LoaderAnswers(config.tftp().roots(), assets, desk),
                assets,
                new CachedAnswers(cache, assets, config.cache().hold()),
                new CloudInitAnswers(uplink),
                agentAnswers(config, own, assets),
                new CallbackAnswers(relay, materializer),
                new HealthAnswers(counters, () -> readiness(uplink, spool, tftpServer)));
        counters.gauge("pureboot_edge_spool_reports", "Reports that wait for an engine", spool::depth);
        counters.gauge(
                "pureboot_edge_engine_reachable", "1 when an engine answered last", () -> uplink.reachable() ? 1 : 0);
        counters.gauge("pureboot_edge_tftp_transfers", "TFTP transfers under way", tftpServer::running);
        handler = routes::answer;
        Registration registration = new Registration(
                new Identity(config.id(), url, config.site(), config.version()),
                uplink,
                counters,
                spool::state,
                cache::state,
                cache::prefetch);
        registration.start();
        undoings.push(registration::close);
        // Pushed last, so that it is undone first: requests under way still find all parts.
        undoings.push(
                () -> await(binding.terminate(STOP_PATIENCE).toCompletableFuture(), STOP_PATIENCE.multipliedBy(2)));
    }

    private AgentAnswers agentAnswers(EdgeConfig config, Path own, AssetAnswers assets) throws IOException {
        AgentShelf shelf = new AgentShelf(config.agent().roots(), config.agent().resourcePrefix());
        OverlayInitrd overlay = OverlayInitrd.of(
                shelf, own.resolve("overlay"), url, config.agent().overlaySettings());
        return new AgentAnswers(shelf, overlay, assets);
    }

    private static <T> T open(Path directory, Supplier<T> store) throws IOException {
        try {
            return store.get();
        } catch (MVStoreException unopened) {
            throw new IOException(
                    "the edge's store in " + directory + " cannot be opened; is another edge running there? "
                            + unopened.getMessage(),
                    unopened);
        }
    }

    private HealthAnswers.Readiness readiness(EngineUplink uplink, Spool spool, TftpServer tftpServer) {
        return new HealthAnswers.Readiness(
                stopping ? "stopping" : "ready",
                uplink.reachable() ? "reachable" : "away",
                spool.depth(),
                tftpServer.running());
    }

    private ServerBinding bindHttp(EdgeConfig config, ActorSystem<?> system) throws IOException {
        ParserSettings parser =
                ParserSettings.forServer(system).withUriParsingMode(Uri.RELAXED).withMaxUriLength(LONGEST_URI);
        ServerSettings settings = ServerSettings.create(system.classicSystem())
                .withParserSettings(parser)
                .withServerHeader(Optional.empty())
                .withBacklog(config.http().backlog())
                .withMaxConnections(config.http().maxConnections())
                .withRemoteAddressAttribute(config.http().bandwidth().any());
        OpenFiles.warnIfFewerThan(config.http().maxConnections());
        Function<HttpRequest, CompletionStage<HttpResponse>> door = request -> handler.answer(request);
        CompletableFuture<ServerBinding> binding = Http.get(system)
                .newServerAt(config.bind(), config.httpPort())
                .withSettings(settings)
                .bind(door)
                .toCompletableFuture();
        try {
            return await(binding, START_PATIENCE);
        } catch (CompletionException unbound) {
            throw new IOException(
                    "HTTP cannot listen at " + config.bind() + ":" + config.httpPort() + ": " + unbound.getCause(),
                    unbound);
        }
    }

    /** iPXE for UEFI, of the set that has its name. */
    private static String ipxe(EdgeConfig config, String url) {
        Optional<LoaderSet> set = Optional.ofNullable(config.loaders().sets().get("ipxe"));
        return url + "/loaders/"
                + set.flatMap(loaders -> loaders.file(Architecture.EFI_X64)).orElse("ipxe.efi");
    }

    private TftpServer startTftp(EdgeConfig config, BootDesk desk) throws IOException {
        TftpSettings settings = new TftpSettings(
                new InetSocketAddress(config.bind(), config.tftpPort()),
                config.tftp().ports(),
                config.tftp().caps(),
                config.tftp().patience(),
                config.tftp().limits(),
                config.tftp().cacheBytes(),
                config.tftp().nativeTransport());
        Map<String, String> scripts = Map.of(
                "boot.ipxe", desk.firstScript(),
                "autoexec.ipxe", desk.firstScript(),
                "grub.cfg", desk.firstGrub(Optional.empty()));
        TftpFiles files = new TftpFiles(config.tftp().roots(), scripts);
        try {
            return TftpServer.start(settings, files, counters);
        } catch (IOException unbound) {
            throw new IOException("TFTP cannot listen at " + settings.listen() + ": " + unbound.getMessage(), unbound);
        }
    }

    /** How machines are told to reach a listener; one that is bound to all addresses is named by this machine's own. */
    private static String host(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        if (address.isAnyLocalAddress()) {
            try {
                address = InetAddress.getLocalHost();
            } catch (UnknownHostException nameless) {
                address = InetAddress.getLoopbackAddress();
            }
            LOG.warn("PUREBOOT_EDGE_URL is not set: machines are told to use {}", address.getHostAddress());
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience) throws IOException {
        try {
            return future.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new IOException("not done within " + patience.toSeconds() + " s", failed);
            }
            throw failed;
        }
    }
}
