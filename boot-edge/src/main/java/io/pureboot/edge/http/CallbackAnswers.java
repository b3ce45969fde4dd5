package io.pureboot.edge.http;

import io.pureboot.edge.relay.Callback;
import io.pureboot.edge.relay.Relay;
import io.pureboot.edge.relay.RelayAnswer;
import io.pureboot.edge.uplink.Bytes;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/** {@code /api/v1/callback/…}: what agents report and ask, on its way to an engine. */
public final class CallbackAnswers {

    /** The largest body (promise P-28). */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private final Relay relay;
    private final Materializer materializer;

    public CallbackAnswers(Relay relay, Materializer materializer) {
        this.relay = relay;
        this.materializer = materializer;
    }

    CompletionStage<HttpResponse> relay(HttpRequest request, Route.Match match) {
        Optional<ExecutionId> execution = ExecutionId.parse(match.names().getFirst());
        if (execution.isEmpty() || !Callback.wellFormedRest(match.tail())) {
            request.discardEntityBytes(materializer);
            return CompletableFuture.completedFuture(
                    Answers.problem(Problem.of(404, "no-such-url", "This is no callback's URL")));
        }
        return body(request)
                .thenCompose(body -> body.map(
                                bytes -> relay.relay(callback(request, execution.get(), match.tail(), bytes))
                                        .thenApply(CallbackAnswers::response))
                        .orElseGet(CallbackAnswers::tooLarge));
    }

    private static Callback callback(HttpRequest request, ExecutionId execution, String rest, Bytes body) {
        Map<String, String> headers = new HashMap<>();
        Answers.header(request, "Authorization").ifPresent(text -> headers.put("Authorization", text));
        Answers.header(request, "Accept").ifPresent(text -> headers.put("Accept", text));
        if (body.size() > 0) {
            headers.put("Content-Type", request.entity().getContentType().toString());
        }
        String method = request.method().value().equals("HEAD")
                ? "GET"
                : request.method().value();
        return new Callback(method, execution, rest, request.getUri().rawQueryString(), headers, body);
    }

    /** The body, read to its end so that the sender hears the answer; empty when it is larger than allowed. */
    private CompletionStage<Optional<Bytes>> body(HttpRequest request) {
        return request.entity()
                .getDataBytes()
                .runFold(
                        ByteString.emptyByteString(),
                        (sofar, chunk) -> sofar.size() > MAX_BODY_BYTES ? sofar : sofar.concat(chunk),
                        materializer)
                .thenApply(bytes ->
                        bytes.size() > MAX_BODY_BYTES ? Optional.empty() : Optional.of(Bytes.owned(bytes.toArray())));
    }

    private static CompletionStage<HttpResponse> tooLarge() {
        return CompletableFuture.completedFuture(
                Answers.problem(Problem.of(413, "body-too-large", "A callback's body is at most 256 KB")
                        .advice("Send the end of the log only, or use the step's logs in chunks.")));
    }

    private static HttpResponse response(RelayAnswer answer) {
        return switch (answer) {
            case RelayAnswer.Passed passed -> passed(passed.answer());
            case RelayAnswer.Spooled spooled -> Answers.json(202, spooled.answer());
            case RelayAnswer.Continue goOn -> Answers.json(200, goOn.answer());
            case RelayAnswer.Refused refused ->
                refused.retryAfterSeconds().isPresent()
                        ? Answers.problem(
                                refused.problem(), refused.retryAfterSeconds().getAsInt())
                        : Answers.problem(refused.problem());
        };
    }

    /** An engine's answer as it came. */
    static HttpResponse passed(Outcome.Answered answered) {
        HttpResponse response = HttpResponse.create()
                .withStatus(Answers.status(answered.status()))
                .withEntity(HttpEntities.create(
                        Answers.contentType(answered.contentType().orElse("application/octet-stream")),
                        answered.body().array()));
        return answered.retryAfter()
                .map(value -> response.addHeader(Answers.retryAfter(value)))
                .orElse(response);
    }
}
