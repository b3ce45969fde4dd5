package io.pureboot.engine.http;

import io.pureboot.engine.edge.EdgeState;
import io.pureboot.engine.edge.Edges;
import io.pureboot.engine.edge.KnownEdge;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.EdgeWarning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/edges}. */
final class EdgeRoutes {
    private final Edges edges;
    private final PageSize pages;

    EdgeRoutes(Edges edges, PageSize pages) {
        this.edges = edges;
        this.pages = pages;
    }

    /** An edge as people see it. */
    record View(
            EdgeId id,
            EdgeState state,
            String url,
            Optional<String> site,
            String version,
            Instant startedAt,
            Instant firstSeenAt,
            Instant lastSeenAt,
            List<EdgeWarning> warnings,
            EdgeHeartbeat.Spool spool,
            EdgeHeartbeat.Cache cache,
            Map<String, Long> counters) {
        static View of(KnownEdge edge) {
            EdgeHeartbeat said = edge.said();
            return new View(
                    edge.id(),
                    edge.state(),
                    said.url(),
                    said.site(),
                    said.version(),
                    edge.startedAt(),
                    edge.firstSeenAt(),
                    edge.lastSeenAt(),
                    edge.warning().stream().toList(),
                    said.spool(),
                    said.cache(),
                    new TreeMap<>(said.counters()));
        }
    }

    CompletionStage<HttpResponse> list(Call call) {
        return pages.slice(call).serve(slice -> PageSize.answer(edges.list(slice.after(), slice.limit()), View::of));
    }

    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> edges.find(id)
                .thenApply(
                        found -> found.map(edge -> Answers.json(View.of(edge))).orElseGet(() -> unknown(id))));
    }

    /** Takes one that is gone off the list. */
    CompletionStage<HttpResponse> forget(Call call) {
        return id(call).serve(id -> edges.find(id)
                .thenCompose(found -> edges.forget(id)
                        .thenApply(forgotten -> forgotten
                                ? Answers.nothing()
                                : found.isEmpty()
                                        ? unknown(id)
                                        : Answers.problem(Problems.of(
                                                "edge-not-gone",
                                                "edge " + id + " was last heard of at "
                                                        + found.get().lastSeenAt())))));
    }

    CompletionStage<HttpResponse> heartbeat(Call call) {
        return id(call).then(id -> call.object().then(EdgeBodies::heartbeat).map(said -> edges.heartbeat(id, said)))
                .serve(stage -> stage.thenApply(Answers::json));
    }

    private static Read<EdgeId> id(Call call) {
        return call.id("edge", EdgeId::parse);
    }

    private static HttpResponse unknown(EdgeId id) {
        return Answers.problem(Problems.of("edge-unknown", "no edge has the id " + id));
    }
}
