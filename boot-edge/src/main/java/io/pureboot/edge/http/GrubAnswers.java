package io.pureboot.edge.http;

import io.pureboot.edge.ipxe.BootDesk;
import io.pureboot.edge.ipxe.script.MachineQuestion;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.Problem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * GRUB's configurations: {@code grub.cfg} in every directory, {@code /grub/grub.cfg-01-52-54-00-12-34-56} as it looks for them by itself, and the
 * machine's own ones behind them.
 */
public final class GrubAnswers {

    private static final String BY_MAC = "grub.cfg-01-";

    private final BootDesk desk;
    private final BootGate gate;

    public GrubAnswers(BootDesk desk, BootGate gate) {
        this.desk = desk;
        this.gate = gate;
    }

    CompletionStage<HttpResponse> first(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(Answers.text(desk.firstGrub(Optional.empty())));
    }

    /** GRUB looks for more names than this one (by UUID, by parts of its address) and takes 404 as "no". */
    CompletionStage<HttpResponse> named(HttpRequest request, Route.Match match) {
        String file = match.names().getLast();
        Optional<MacAddress> mac =
                file.startsWith(BY_MAC) ? MacAddress.parse(file.substring(BY_MAC.length())) : Optional.empty();
        return CompletableFuture.completedFuture(
                mac.map(known -> Answers.text(desk.firstGrub(Optional.of(known.hyphenated()))))
                        .orElseGet(() -> unknown(file)));
    }

    CompletionStage<HttpResponse> machine(HttpRequest request, Route.Match match) {
        return machine(request, match, false);
    }

    CompletionStage<HttpResponse> again(HttpRequest request, Route.Match match) {
        return machine(request, match, true);
    }

    private CompletionStage<HttpResponse> machine(HttpRequest request, Route.Match match, boolean again) {
        return MachineQuestion.ofGrub(match.names().getFirst(), match.names().getLast(), again)
                .map(question -> Answers.onlyHead(request)
                        ? CompletableFuture.completedStage(Answers.headOfText())
                        : gate.through(() -> desk.grubFor(question).thenApply(Answers::text)))
                .orElseGet(() ->
                        CompletableFuture.completedFuture(unknown(match.names().getFirst())));
    }

    private static HttpResponse unknown(String name) {
        return Answers.problem(Problem.of(404, "no-such-grub-configuration", "There is no such configuration of GRUB")
                .detail(name)
                .advice("Ask /grub/grub.cfg or /grub/grub.cfg-01-52-54-00-12-34-56."));
    }
}
