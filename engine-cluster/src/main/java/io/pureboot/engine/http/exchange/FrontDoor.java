package io.pureboot.engine.http.exchange;

import io.pureboot.engine.access.Caller;
import io.pureboot.protocol.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.Duration;

/** Where every request comes in: finds its endpoint, checks who sends it, reads its body, has it served, and turns what fails into problems. */
public final class FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    /** How long a client may take to send its body. */
    private static final long BODY_MILLIS = 15_000;
    /** How much of a refused body is read and thrown away, so that the client gets to see the refusal; beyond, the connection breaks. */
    private static final long DISCARDED = 64L << 20;

    private final RouteTable table;
    private final Authentication authentication;
    private final Traffic traffic;
    private final Function<Throwable, Optional<Problem>> known;
    private final ClassicActorSystemProvider system;
    private final BooleanSupplier serving;

    /**
     * @param known the other rooms' failures that are no mistakes, as what the caller is told of them
     * @param serving whether this engine is in its cluster: while it is not yet, or leaves, another one is to be asked
     */
    public FrontDoor(
            RouteTable table,
            Authentication authentication,
            Traffic traffic,
            Function<Throwable, Optional<Problem>> known,
            ClassicActorSystemProvider system,
            BooleanSupplier serving) {
        this.table = table;
        this.authentication = authentication;
        this.traffic = traffic;
        this.known = known;
        this.system = system;
        this.serving = serving;
    }

    /** Answers a request; the stage never fails. */
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        long began = System.nanoTime();
        String method = request.method().value();
        request.getHeader(TimeoutAccess.class)
                .ifPresent(access -> access.timeoutAccess()
                        .updateHandler(late -> Answers.problem(
                                Problems.of("unavailable", "the answer took too long; " + Problems.NOBODY_KNOWS))));
        return switch (table.find(method, segments(request))) {
            case RouteTable.Match.NoSuchPath() ->
                discarding(
                        request,
                        Problems.of("no-such-resource", request.getUri().getPathString() + " is not served"));
            case RouteTable.Match.OtherMethods(List<String> allowed) ->
                discarding(request, Problems.of("method-not-allowed", method + " is not among " + allowed))
                        .thenApply(
                                response -> response.addHeader(RawHeader.create("Allow", String.join(", ", allowed))));
            case RouteTable.Match.Found(Endpoint endpoint, Map<String, String> variables) ->
                guarded(endpoint, variables, request).thenApply(response -> {
                    traffic.count(method, endpoint.path(), response.status().intValue(), System.nanoTime() - began);
                    return response;
                });
        };
    }

    private static List<String> segments(HttpRequest request) {
        List<String> segments = new ArrayList<>();
        request.getUri().pathSegments().forEach(segments::add);
        segments.removeIf(String::isEmpty);
        return segments;
    }

    private CompletionStage<HttpResponse> guarded(
            Endpoint endpoint, Map<String, String> variables, HttpRequest request) {
        if (endpoint.access() != Access.OPEN && !serving.getAsBoolean()) {
            return discarding(
                    request,
                    Problems.of(
                            "unavailable",
                            "this engine is about to join its cluster, or to leave it; ask another one"));
        }
        try {
            return authenticated(endpoint, variables, request)
                    .exceptionally(failure -> Answers.problem(problemOf(failure, request)));
        } catch (RuntimeException mistake) {
            return CompletableFuture.completedFuture(Answers.problem(problemOf(mistake, request)));
        }
    }

    private CompletionStage<HttpResponse> authenticated(
            Endpoint endpoint, Map<String, String> variables, HttpRequest request) {
        return authentication.check(endpoint, variables, request).thenCompose(read -> switch (read) {
            case Read.Refused<Caller>(Problem problem) -> discarding(request, problem);
            case Read.Fine<Caller>(Caller caller) ->
                endpoint.refusal(request.getUri())
                        .map(problem -> discarding(request, problem))
                        .orElseGet(() -> served(endpoint, variables, request, caller));
        });
    }

    private CompletionStage<HttpResponse> served(
            Endpoint endpoint, Map<String, String> variables, HttpRequest request, Caller caller) {
        return body(endpoint, request)
                .thenCompose(body ->
                        body.serve(bytes -> endpoint.serve().apply(new Call(request, variables, bytes, caller))));
    }

    private CompletionStage<Read<ByteString>> body(Endpoint endpoint, HttpRequest request) {
        return switch (endpoint.body()) {
            case Endpoint.Body.Whole(int limit) -> body(limit, request);
            case Endpoint.Body.Streamed() -> {
                // Bodies of any length take any time; whoever serves them sees to it that their bytes come.
                request.getHeader(TimeoutAccess.class)
                        .ifPresent(access -> access.timeoutAccess().updateTimeout(Duration.Inf()));
                yield CompletableFuture.completedFuture(Read.fine(ByteString.emptyByteString()));
            }
        };
    }

    private CompletionStage<Read<ByteString>> body(long limit, HttpRequest request) {
        if (request.entity().getContentLengthOption().orElse(0) > limit) {
            return discarded(request).thenApply(gone -> tooLarge(limit));
        }
        if (request.entity() instanceof HttpEntity.Strict whole) {
            // Short bodies came with their headers; reading them as a stream would cost more than serving them.
            return CompletableFuture.completedFuture(
                    whole.getData().length() > limit ? tooLarge(limit) : Read.fine(whole.getData()));
        }
        return request.entity()
                .withSizeLimit(limit)
                .toStrict(BODY_MILLIS, limit, system)
                .thenApply(strict -> Read.fine(strict.getData()))
                .exceptionally(failure -> switch (cause(failure)) {
                    case EntityStreamSizeException larger -> tooLarge(limit);
                    case EntityStreamException larger -> tooLarge(limit);
                    case TimeoutException slow ->
                        Read.refused(Problems.of("malformed-request", "the body did not come within 15 s"));
                    case Throwable other -> throw new CompletionException(other);
                });
    }

    private static Read<ByteString> tooLarge(long limit) {
        return Read.refused(Problems.of("body-too-large", "the body may have " + limit + " bytes"));
    }

    private CompletionStage<HttpResponse> discarding(HttpRequest request, Problem problem) {
        return request.entity().isStrict()
                ? CompletableFuture.completedFuture(Answers.problem(problem))
                : discarded(request).thenApply(gone -> Answers.problem(problem));
    }

    /** Whoever is answered while he still sends finds the connection closed, and may never read the answer. */
    private CompletionStage<Boolean> discarded(HttpRequest request) {
        return request.entity()
                .withSizeLimit(DISCARDED)
                .discardBytes(system)
                .completionStage()
                .toCompletableFuture()
                .handle((done, failure) -> failure == null)
                .completeOnTimeout(false, BODY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Problem problemOf(Throwable failure, HttpRequest request) {
        Throwable cause = cause(failure);
        Optional<Problem> problem = known.apply(cause);
        if (problem.isPresent()) {
            // Whoever failed has said so in the log; a line for each request would drown it.
            LOG.debug("{} cannot be answered now", request.getUri().getPathString(), cause);
            return problem.get();
        }
        if (passes(cause)) {
            LOG.warn(
                    "{} {} cannot be answered now: {}",
                    request.method().value(),
                    request.getUri().getPathString(),
                    cause.toString());
            return Problems.of(
                    "unavailable", "a part of the engine or its database does not answer; " + Problems.NOBODY_KNOWS);
        }
        String incident = UUID.randomUUID().toString();
        LOG.error(
                "incident {}: {} {}",
                incident,
                request.method().value(),
                request.getUri().getPathString(),
                cause);
        return Problems.of("internal-error", "incident " + incident);
    }

    /** Whether a failure is one of the world, which passes, and not a mistake of ours. */
    private boolean passes(Throwable cause) {
        return cause instanceof TimeoutException
                || cause instanceof SQLException
                || cause instanceof CircuitBreakerOpenException
                || cause instanceof RejectedExecutionException
                || cause.getCause() instanceof SQLException;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
