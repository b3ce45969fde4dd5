package io.pureboot.edge.http;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.ipxe.BootDesk;
import io.pureboot.edge.ipxe.script.MachineQuestion;
import io.pureboot.edge.ipxe.script.Scripts;
import io.pureboot.protocol.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The scripts: {@code /boot.ipxe}, {@code /autoexec.ipxe}, {@code /ipxe}. iPXE gets a script whatever it asks; others get problem documents. */
public final class BootAnswers {

    private final BootDesk desk;
    private final BootGate gate;
    private final Counters counters;
    /** The same for every machine, so it is made once. */
    private final CompletionStage<HttpResponse> first;

    public BootAnswers(BootDesk desk, BootGate gate, Counters counters) {
        this.desk = desk;
        this.gate = gate;
        this.counters = counters;
        this.first = CompletableFuture.completedFuture(Answers.text(desk.firstScript()));
    }

    CompletionStage<HttpResponse> firstScript(HttpRequest request, Route.Match match) {
        return first;
    }

    CompletionStage<HttpResponse> machineScript(HttpRequest request, Route.Match match) {
        return switch (MachineQuestion.read(request.getUri().rawQueryString().orElse(""))) {
            case MachineQuestion.Reading.Asked asked
            when Answers.onlyHead(request) -> CompletableFuture.completedFuture(Answers.headOfText());
            case MachineQuestion.Reading.Asked asked ->
                gate.through(() -> desk.scriptFor(asked.question()).thenApply(Answers::text));
            case MachineQuestion.Reading.Refused refused -> {
                counters.count(Counted.BOOT_REFUSED);
                yield CompletableFuture.completedFuture(refusal(request, refused));
            }
        };
    }

    private static HttpResponse refusal(HttpRequest request, MachineQuestion.Reading.Refused refused) {
        // An error status would make the first script ask the same in vain for minutes.
        boolean ipxe = Answers.header(request, "User-Agent")
                .filter(agent -> agent.startsWith("iPXE/"))
                .isPresent();
        return ipxe
                ? Answers.text(Scripts.refusal(refused.detail()))
                : Answers.problem(Problem.of(400, refused.code(), "The machine cannot be told by this query")
                        .detail(refused.detail())
                        .advice("Ask /ipxe?mac=52-54-00-12-34-56, with colons, hyphens or neither."));
    }
}
