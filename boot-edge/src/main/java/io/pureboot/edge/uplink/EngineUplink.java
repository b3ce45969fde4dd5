package io.pureboot.edge.uplink;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the engines. The one that answered last is asked first; when it cannot be reached, takes long, or answers 5xx, the next
 * is asked at once. Engines that have gone silent are left out, but for one request now and then.
 *
 * <p>A request may so reach two engines: everything sent through here is idempotent by its event id, request id, offset or nature.
 */
public final class EngineUplink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineUplink.class);

    private final UplinkSettings settings;
    private final Counters counters;
    private final List<EngineLine> lines;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("uplink-timer").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final HttpClient client;
    private final Pursuit.Means means;
    private final Hedges hedges = new Hedges();
    private final List<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private volatile int preferred;
    private volatile boolean reachable = true;

    public EngineUplink(UplinkSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.lines = IntStream.range(0, settings.engines().size())
                .mapToObj(i -> new EngineLine(i, settings.engines().get(i)))
                .toList();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .executor(threads)
                .build();
        this.means = new Pursuit.Means(settings, counters, hedges, timers, line -> preferred = line.index());
    }

    /** Whether an engine answered the last request. */
    public boolean reachable() {
        return reachable;
    }

    /** Whether all engines are known to be silent just now: what can be kept need not be sent. */
    public boolean away() {
        return lines.stream().allMatch(EngineLine::down);
    }

    /** Has {@code then} run each time that an engine answers after none has. */
    public void whenBack(Runnable then) {
        whenBack.add(then);
    }

    /** Sends; completes normally in every case. */
    public CompletionStage<Outcome> send(EngineCall call) {
        hedges.earn();
        return new Pursuit(means, order(), call.urgent(), line -> ask(call, line))
                .start()
                .thenApply(this::finish);
    }

    /** From the one that answered last on; those of which something is known against go last. */
    private List<EngineLine> order() {
        int first = preferred;
        return IntStream.range(0, lines.size())
                .mapToObj(i -> lines.get((first + i) % lines.size()))
                .sorted(Comparator.comparingInt(EngineLine::doubt))
                .toList();
    }

    /**
     * Asks for a file, from the byte {@code from} on; the engine that answered last is asked first, and any that cannot give it is passed over. The
     * patience of other requests holds until the first byte. Completes normally in every case.
     */
    public CompletionStage<Download> download(String path, long from) {
        return download(path, from, order(), 0, new Download.Away("no engine was asked"));
    }

    private CompletableFuture<Download> download(
            String path, long from, List<EngineLine> order, int tried, Download soFar) {
        if (tried == order.size()) {
            return CompletableFuture.completedFuture(soFar);
        }
        EngineLine line = order.get(tried);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(line.url() + path));
        settings.token().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
        if (from > 0) {
            request.setHeader("Range", "bytes=" + from + "-");
        }
        CompletableFuture<HttpResponse<InputStream>> sent =
                client.sendAsync(request.build(), BodyHandlers.ofInputStream());
        return sent.copy()
                .orTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure == null) {
                        line.answered(System.nanoTime());
                        return begun(response, from);
                    }
                    sent.cancel(true);
                    if (Trouble.of(failure) == Trouble.UNREACHABLE) {
                        line.unreachable(System.nanoTime());
                    }
                    return new Download.Away(line.url() + ": " + Trouble.cause(failure));
                })
                .thenCompose(download -> {
                    boolean said = download instanceof Download.Begun
                            || (download instanceof Download.Answered(int status) && status < 500);
                    return said
                            ? CompletableFuture.completedFuture(download)
                            : download(path, from, order, tried + 1, download);
                });
    }

    private static Download begun(HttpResponse<InputStream> response, long from) {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (length >= 0 && response.statusCode() == (from == 0 ? 200 : 206)) {
            return new Download.Begun(response.body(), from + length);
        }
        try {
            response.body().close();
        } catch (IOException closed) {
            LOG.debug("an answer that nobody reads broke off", closed);
        }
        return new Download.Answered(response.statusCode());
    }

    @Override
    public void close() {
        timers.shutdownNow();
        client.shutdownNow();
        threads.shutdownNow();
    }

    private Outcome finish(Outcome outcome) {
        boolean answered = outcome instanceof Outcome.Answered;
        if (answered != reachable) {
            reachable = answered;
            if (answered) {
                LOG.info("an engine answers again");
                whenBack.forEach(Runnable::run);
            } else {
                LOG.warn("no engine answers: {}", outcome);
            }
        }
        if (!answered) {
            counters.count(Counted.ENGINE_AWAY);
        }
        return outcome;
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(EngineCall call, EngineLine line) {
        try {
            return client.sendAsync(request(call, line.url()), BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException unsendable) {
            return CompletableFuture.failedFuture(unsendable);
        }
    }

    private HttpRequest request(EngineCall call, URI engine) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(engine + call.pathAndQuery()))
                .timeout(settings.requestTimeout())
                .method(
                        call.method(),
                        call.body()
                                .map(body -> BodyPublishers.ofByteArray(body.array()))
                                .orElseGet(BodyPublishers::noBody));
        call.headers().forEach(builder::setHeader);
        if (call.ofEdge()) {
            settings.token().ifPresent(token -> builder.setHeader("Authorization", "Bearer " + token));
        }
        return builder.build();
    }
}
