package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.AppliedMarks;
import io.pureboot.protocol.Ids;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/applied/{source}}: what files have made, so that {@code apply --prune} deletes nothing else (decision 0023). */
final class AppliedRoutes {
    private static final int LONGEST_NAME = 255;
    private static final List<String> KINDS = List.of("template", "profile", "workflow", "group");

    private final AppliedMarks marks;

    AppliedRoutes(AppliedMarks marks) {
        this.marks = marks;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return source(call).serve(source -> marks.of(source).thenApply(all -> Answers.page(all, Optional.empty())));
    }

    CompletionStage<HttpResponse> put(Call call) {
        return source(call)
                .then(source -> call.object().then(body -> {
                    Fields fields = new Fields(body);
                    fields.demand("kind");
                    Optional<String> kind =
                            fields.parsed("kind", AppliedRoutes::kind, "unknown_kind", "a kind of thing");
                    String name = fields.requiredText("name", LONGEST_NAME);
                    Optional<String> id = fields.parsed(
                            "object_id", text -> Optional.of(text).filter(Ids::wellFormed), "malformed_id", "an id");
                    return fields.read(() -> marks.put(source, kind.orElseThrow(), name, id, call.by()));
                }))
                .serve(stage -> stage.thenApply(done -> Answers.nothing()));
    }

    CompletionStage<HttpResponse> remove(Call call) {
        Optional<String> kind = call.query("kind").flatMap(AppliedRoutes::kind);
        Optional<String> name = call.query("name");
        return source(call)
                .then(source -> kind.isPresent() && name.isPresent()
                        ? Read.fine(marks.remove(source, kind.get(), name.get()))
                        : Read.refused(Problems.of(
                                "malformed-parameter",
                                "?kind (" + String.join(", ", KINDS) + ") and ?name are needed")))
                .serve(stage -> stage.thenApply(done -> Answers.nothing()));
    }

    private static Optional<String> kind(String text) {
        return Optional.of(text).filter(KINDS::contains);
    }

    private static Read<String> source(Call call) {
        return call.id("source", text -> Optional.of(text).filter(Ids::wellFormed));
    }
}
