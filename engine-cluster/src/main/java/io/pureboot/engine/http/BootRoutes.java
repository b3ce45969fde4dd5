package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.dispatch.BootDesk;
import io.pureboot.engine.dispatch.SeedDesk;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.protocol.BootBatch;
import io.pureboot.protocol.BootBatchAnswer;
import io.pureboot.protocol.BootBatchAnswer.Result;
import io.pureboot.protocol.BootRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/boot}: what edges ask for the machines that stand before them. */
final class BootRoutes {
    private static final Result NO_ANSWER = new Result(Optional.empty());

    private final BootDesk boots;
    private final SeedDesk seeds;
    private final Duration patience;

    /** @param patience as long as a machine may wait for the others of its batch */
    BootRoutes(BootDesk boots, SeedDesk seeds, Duration patience) {
        this.boots = boots;
        this.seeds = seeds;
        this.patience = patience;
    }

    CompletionStage<HttpResponse> boot(Call call) {
        return call.object()
                .then(NodeBodies::boot)
                .serve(request -> boots.answer(request).thenApply(Answers::json));
    }

    /** Many machines' questions in one request: each is answered as if it came alone, and one that takes long is left to be asked alone. */
    CompletionStage<HttpResponse> batch(Call call) {
        return call.items("boots", BootBatch.MOST).serve(questions -> {
            List<CompletableFuture<Result>> results =
                    questions.stream().map(this::result).toList();
            return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                    .thenApply(all -> true)
                    .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(over -> Answers.json(new BootBatchAnswer(results.stream()
                            .map(result -> result.getNow(NO_ANSWER))
                            .toList())));
        });
    }

    /** Never fails. What is wrong with a question is said to it when it is asked alone. */
    private CompletableFuture<Result> result(JsonNode question) {
        Read<BootRequest> read = question instanceof ObjectNode body
                ? NodeBodies.boot(body)
                : Read.refused(Problems.of("invalid-body", "a boot is a JSON object"));
        return switch (read) {
            case Read.Refused<BootRequest> refused -> CompletableFuture.completedFuture(NO_ANSWER);
            case Read.Fine<BootRequest>(BootRequest request) ->
                boots.answer(request)
                        .thenApply(answer -> new Result(Optional.of(answer)))
                        .exceptionally(failure -> NO_ANSWER)
                        .toCompletableFuture();
        };
    }

    CompletionStage<HttpResponse> seed(Call call) {
        return ExecutionRoutes.id(call)
                .serve(id -> seeds.file(id, call.segment("file"), CallbackRoutes.edgeUrl(call))
                        .thenApply(seed -> switch (seed) {
                            case SeedDesk.Seed.File(String text) -> Answers.text("text/plain", text);
                            case SeedDesk.Seed.UnknownExecution() -> ExecutionRoutes.unknown(id);
                            case SeedDesk.Seed.ExecutionOver() ->
                                Answers.problem(Problems.of("execution-ended", "execution " + id + " has ended"));
                            case SeedDesk.Seed.NoSuchFile() ->
                                Answers.problem(
                                        Problems.of("seed-unknown", call.segment("file") + " is not part of the seed"));
                            case SeedDesk.Seed.Unrendered(String message) ->
                                Answers.problem(Problems.of("render-failed", message));
                        }));
    }
}
