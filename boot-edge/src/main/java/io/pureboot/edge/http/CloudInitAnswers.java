package io.pureboot.edge.http;

import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Problem;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /cloud-init/{execution}/…}: a NoCloud seed, rendered by an engine. */
public final class CloudInitAnswers {

    private static final Set<String> FILES = Set.of("meta-data", "user-data", "vendor-data", "network-config");
    private static final int RETRY_SECONDS = 5;

    private final EngineUplink uplink;

    public CloudInitAnswers(EngineUplink uplink) {
        this.uplink = uplink;
    }

    CompletionStage<HttpResponse> seed(HttpRequest request, Route.Match match) {
        String file = match.names().getLast();
        if (ExecutionId.parse(match.names().getFirst()).isEmpty() || !FILES.contains(file)) {
            return CompletableFuture.completedFuture(Answers.problem(Problem.of(
                    404, "no-such-seed", "A seed has meta-data, user-data, vendor-data and network-config")));
        }
        String path = "/api/v1/boot/" + match.names().getFirst() + "/seed/" + file;
        return uplink.send(EngineCall.ofEdge(path)).thenApply(CloudInitAnswers::answer);
    }

    private static HttpResponse answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered when !answered.passing() -> CallbackAnswers.passed(answered);
            case Outcome.Answered answered -> away("an engine answers " + answered.status());
            case Outcome.Away away -> away("no engine answers");
        };
    }

    private static HttpResponse away(String why) {
        return Answers.problem(
                Problem.of(503, "engine-away", "The seed cannot be had now")
                        .detail(why)
                        .advice("Ask again after a while."),
                RETRY_SECONDS);
    }
}
