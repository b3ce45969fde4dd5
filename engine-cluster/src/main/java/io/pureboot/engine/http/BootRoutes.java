package io.pureboot.engine.http;

import io.pureboot.engine.dispatch.BootDesk;
import io.pureboot.engine.dispatch.SeedDesk;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/boot}: what edges ask for the machines that stand before them. */
final class BootRoutes {
    private final BootDesk boots;
    private final SeedDesk seeds;

    BootRoutes(BootDesk boots, SeedDesk seeds) {
        this.boots = boots;
        this.seeds = seeds;
    }

    CompletionStage<HttpResponse> boot(Call call) {
        return call.object()
                .then(NodeBodies::boot)
                .serve(request -> boots.answer(request).thenApply(Answers::json));
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
