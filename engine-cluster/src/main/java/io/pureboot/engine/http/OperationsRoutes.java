package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Traffic;
import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.QuarantineTable;
import io.pureboot.protocol.Json;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What those who run the engine ask it. */
final class OperationsRoutes {
    private static final int DATABASE_SECONDS = 2;

    private final Database database;
    private final Traffic traffic;
    private final EngineMetrics metrics;
    private final QuarantineTable quarantine;
    private final Supplier<Membership> membership;

    /** @param membership how this engine stands in its cluster just now */
    OperationsRoutes(
            Database database,
            Traffic traffic,
            EngineMetrics metrics,
            QuarantineTable quarantine,
            Supplier<Membership> membership) {
        this.database = database;
        this.traffic = traffic;
        this.metrics = metrics;
        this.quarantine = quarantine;
        this.membership = membership;
    }

    CompletionStage<HttpResponse> live(Call call) {
        return CompletableFuture.completedStage(
                Answers.json(Json.mapper().createObjectNode().put("status", "live")));
    }

    /** 200 when this engine is a cluster member and its database answers. */
    CompletionStage<HttpResponse> ready(Call call) {
        Membership now = membership.get();
        return databaseAnswers()
                .thenApply(answers -> now.up() && answers
                        ? Answers.json(Json.mapper()
                                .createObjectNode()
                                .put("status", "ready")
                                .put("members", now.members()))
                        : Answers.problem(Problems.of(
                                "not-ready",
                                "cluster member: " + now.status() + "; database: "
                                        + (answers ? "answers" : "does not answer"))));
    }

    private CompletionStage<Boolean> databaseAnswers() {
        return database.call(connection -> connection.isValid(DATABASE_SECONDS))
                .toCompletableFuture()
                .completeOnTimeout(false, DATABASE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(away -> false);
    }

    /** What could not be recovered and is kept apart (promise P-27), the oldest first. */
    CompletionStage<HttpResponse> quarantined(Call call) {
        return quarantine.list().thenApply(rows -> Answers.page(rows, Optional.empty()));
    }

    CompletionStage<HttpResponse> metrics(Call call) {
        Membership now = membership.get();
        Runtime runtime = Runtime.getRuntime();
        String text = traffic.exposition()
                + metrics.exposition()
                + """
                # HELP pureboot_cluster_members Engines that are up, as this one sees it.
                # TYPE pureboot_cluster_members gauge
                pureboot_cluster_members %d
                # HELP pureboot_database_up Whether the database answers.
                # TYPE pureboot_database_up gauge
                pureboot_database_up %d
                # HELP jvm_memory_used_bytes Heap in use.
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap"} %d
                """.formatted(
                        now.members(), database.answers() ? 1 : 0, runtime.totalMemory() - runtime.freeMemory());
        return CompletableFuture.completedStage(Answers.text("text/plain", text));
    }
}
