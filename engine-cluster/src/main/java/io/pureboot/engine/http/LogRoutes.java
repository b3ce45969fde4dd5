package io.pureboot.engine.http;

import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.LogAnswer;
import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.LogOf;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.StepId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What steps print (promise P-28): agents send it in chunks, people read it from any offset on and may follow it. */
final class LogRoutes {
    private final Executions executions;
    private final LogChunks logs;
    private final LogReading reading;
    private final Secrets secrets;

    LogRoutes(Executions executions, LogChunks logs, LogReading reading, Secrets secrets) {
        this.executions = executions;
        this.secrets = secrets;
        this.logs = logs;
        this.reading = reading;
    }

    /** One chunk of a log: the body's bytes, which start at {@code ?offset} of the log of {@code ?attempt}. */
    CompletionStage<HttpResponse> put(Call call) {
        return wanted(call)
                .then(wanted -> demanded("attempt", wanted.attempt())
                        .then(attempt -> offset(call)
                                .then(offset -> demanded("offset", offset))
                                .map(offset -> found(
                                        wanted,
                                        log -> kept(log, offset, call.body().toArray())))))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> kept(LogOf log, long offset, byte[] data) {
        return secrets.mask()
                .thenCompose(mask -> logs.put(log, offset, data, mask))
                .thenApply(answer -> switch (answer) {
                    case LogAnswer.Kept(long next, boolean truncated) ->
                        Answers.json(Json.mapper()
                                .createObjectNode()
                                .put("next_offset", next)
                                .put("truncated", truncated));
                    case LogAnswer.OffsetMismatch(long expected) ->
                        Answers.problem(
                                Problems.of(
                                        "offset-mismatch",
                                        "the chunk starts at " + offset + ", the log ends at " + expected),
                                "expected_offset",
                                expected);
                });
    }

    /**
     * The log as text, from {@code ?offset} on; the header {@link Headers#NEXT_OFFSET} says where it ended when the answer began. With
     * {@code ?follow=true} the answer goes on as chunks arrive, until the attempt has ended or nothing has come for so long that the
     * listener would close the connection; then it is asked for again, from the offset that was reached.
     */
    CompletionStage<HttpResponse> read(Call call) {
        return wanted(call)
                .then(wanted -> offset(call)
                        .then(offset -> call.flag("follow")
                                .map(follow ->
                                        found(wanted, log -> text(log, offset.orElse(0L), follow.orElse(false))))))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> text(LogOf log, long offset, boolean follow) {
        return logs.end(log).thenApply(end -> {
            Source<ByteString, NotUsed> pieces =
                    follow ? reading.following(log, offset, this::over) : reading.upTo(log, offset, end);
            return Answers.stream("text/plain", pieces)
                    .addHeader(RawHeader.create(Headers.NEXT_OFFSET, Long.toString(Math.max(offset, end))));
        });
    }

    private CompletionStage<Boolean> over(LogOf log) {
        return executions
                .get(log.execution())
                .thenApply(found -> found.flatMap(execution -> execution.attempt(log.step(), log.attempt()))
                        .filter(attempt -> attempt.completedAt().isEmpty())
                        .isEmpty());
    }

    private record Wanted(ExecutionId execution, StepId step, Optional<Integer> attempt) {}

    private static Read<Wanted> wanted(Call call) {
        return ExecutionRoutes.id(call)
                .then(id -> call.id("step", StepId::parse)
                        .then(step -> call.parameter(
                                        "attempt",
                                        text -> number(text).filter(n -> n >= 1 && n <= Integer.MAX_VALUE),
                                        "an attempt's number, from 1")
                                .map(attempt -> new Wanted(id, step, attempt.map(Math::toIntExact)))));
    }

    private static Read<Optional<Long>> offset(Call call) {
        return call.parameter("offset", LogRoutes::number, "a number of bytes, from 0");
    }

    private static <T> Read<T> demanded(String name, Optional<T> value) {
        return value.map(Read::fine)
                .orElseGet(() -> Read.refused(Problems.of("malformed-parameter", "?" + name + " is missing")));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,15}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** The log of the attempt that is named, or of the step's latest one. */
    private CompletionStage<HttpResponse> found(Wanted wanted, Function<LogOf, CompletionStage<HttpResponse>> serving) {
        return executions.get(wanted.execution()).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(ExecutionRoutes.unknown(wanted.execution()));
            }
            Execution execution = found.get();
            if (execution.step(wanted.step()).isEmpty()) {
                return refused(Problems.of("step-unknown", "the workflow has no step '" + wanted.step() + "'"));
            }
            Optional<Attempt> attempt = wanted.attempt()
                    .map(number -> execution.attempt(wanted.step(), number))
                    .orElseGet(() -> execution.latestAttempt(wanted.step()));
            return attempt.map(a -> serving.apply(new LogOf(wanted.execution(), a.step(), a.attempt())))
                    .orElseGet(() -> refused(Problems.of(
                            "attempt-unknown",
                            "step '" + wanted.step() + "' has had no attempt"
                                    + wanted.attempt().map(n -> " " + n).orElse(""))));
        });
    }

    private static CompletionStage<HttpResponse> refused(Problem problem) {
        return CompletableFuture.completedStage(Answers.problem(problem));
    }
}
