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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the engines. The one that answered last is asked first; when it does not answer, or answers 5xx, the next is asked.
 *
 * <p>A request may so reach two engines: everything sent through here is idempotent by its event id, execution or nature.
 */
public final class EngineUplink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineUplink.class);

    private final UplinkSettings settings;
    private final Counters counters;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private volatile int preferred;
    private volatile boolean reachable = true;

    public EngineUplink(UplinkSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .executor(threads)
                .build();
    }

    /** Whether an engine answered the last request. */
    public boolean reachable() {
        return reachable;
    }

    /** Sends; completes normally in every case. */
    public CompletionStage<Outcome> send(EngineCall call) {
        return attempt(call, preferred, 0, System.nanoTime(), new Outcome.Away("no engine was asked"));
    }

    /**
     * Asks for a file, from the byte {@code from} on; the engine that answered last is asked first, and any that cannot give it is passed over. The
     * patience of other requests holds until the first byte. Completes normally in every case.
     */
    public CompletionStage<Download> download(String path, long from) {
        return download(path, from, preferred, 0, new Download.Away("no engine was asked"));
    }

    private CompletableFuture<Download> download(String path, long from, int first, int tried, Download soFar) {
        if (tried == settings.engines().size()) {
            return CompletableFuture.completedFuture(soFar);
        }
        URI engine = settings.engines().get((first + tried) % settings.engines().size());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(engine + path));
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
                        return begun(response, from);
                    }
                    sent.cancel(true);
                    return new Download.Away(away(engine, failure).why());
                })
                .thenCompose(download -> {
                    boolean other = download instanceof Download.Begun
                            || (download instanceof Download.Answered(int status) && status < 500);
                    return other
                            ? CompletableFuture.completedFuture(download)
                            : download(path, from, first, tried + 1, download);
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
        client.shutdownNow();
        threads.shutdownNow();
    }

    private CompletableFuture<Outcome> attempt(EngineCall call, int first, int tried, long begun, Outcome soFar) {
        boolean late = System.nanoTime() - begun > settings.totalTimeout().toNanos();
        if (tried == settings.engines().size() || late) {
            return CompletableFuture.completedFuture(finish(soFar));
        }
        if (tried > 0) {
            counters.count(Counted.ENGINE_FAILOVERS);
        }
        int index = (first + tried) % settings.engines().size();
        return ask(call, settings.engines().get(index)).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Answered answered && answered.status() < 500) {
                preferred = index;
                return CompletableFuture.completedFuture(finish(outcome));
            }
            // An engine's own 5xx says more than that another one is away.
            boolean keep = outcome instanceof Outcome.Away && soFar instanceof Outcome.Answered;
            return attempt(call, first, tried + 1, begun, keep ? soFar : outcome);
        });
    }

    private Outcome finish(Outcome outcome) {
        boolean answered = outcome instanceof Outcome.Answered;
        if (answered != reachable) {
            reachable = answered;
            if (answered) {
                LOG.info("an engine answers again");
            } else {
                LOG.warn("no engine answers: {}", outcome);
            }
        }
        if (!answered) {
            counters.count(Counted.ENGINE_AWAY);
        }
        return outcome;
    }

    private CompletableFuture<Outcome> ask(EngineCall call, URI engine) {
        try {
            return client.sendAsync(request(call, engine), BodyHandlers.ofByteArray())
                    .handle((response, failure) -> failure == null ? answered(response) : away(engine, failure));
        } catch (IllegalArgumentException unsendable) {
            return CompletableFuture.completedFuture(new Outcome.Away(unsendable.toString()));
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

    private static Outcome answered(HttpResponse<byte[]> response) {
        return new Outcome.Answered(
                response.statusCode(),
                header(response, "Content-Type"),
                header(response, "Retry-After"),
                Bytes.owned(response.body()));
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    private static Outcome.Away away(URI engine, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Outcome.Away(engine + ": " + cause);
    }
}
