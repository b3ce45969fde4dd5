package io.pureboot.edge.http;

import io.pureboot.edge.counters.Counters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /health/…} and {@code /metrics}. An edge without an engine is ready: it boots machines and keeps reports. */
public final class HealthAnswers {

    /**
     * How the edge is.
     *
     * @param status {@code ready} or {@code stopping}
     * @param engine {@code reachable} or {@code away}, by the last request
     * @param spoolDepth reports that wait for an engine
     */
    public record Readiness(String status, String engine, long spoolDepth, long tftpTransfers) {
        boolean ready() {
            return status.equals("ready");
        }
    }

    private final Counters counters;
    private final Supplier<Readiness> readiness;

    public HealthAnswers(Counters counters, Supplier<Readiness> readiness) {
        this.counters = counters;
        this.readiness = readiness;
    }

    CompletionStage<HttpResponse> live(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(Answers.text("live\n"));
    }

    CompletionStage<HttpResponse> ready(HttpRequest request, Route.Match match) {
        Readiness now = readiness.get();
        return CompletableFuture.completedFuture(Answers.json(now.ready() ? 200 : 503, now));
    }

    CompletionStage<HttpResponse> metrics(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withEntity(HttpEntities.create(
                        Answers.contentType("text/plain; version=0.0.4; charset=utf-8"),
                        counters.page().getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }
}
