package io.pureboot.engine.edge;

import io.pureboot.engine.metrics.EngineMetrics;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** What the metrics show of all edges: looked up now and then, and aged in between, so that silence shows whichever engine was spoken to. */
final class EdgeWatch {
    private static final Duration LOOK = Duration.ofSeconds(10);

    private record Looked(List<EdgeTable.Look> edges, long atNanos) {}

    private final EdgeTable table;
    private final EdgeSettings settings;
    private volatile Looked last = new Looked(List.of(), System.nanoTime());

    EdgeWatch(EdgeTable table, EdgeSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    void start(ActorSystem<?> system) {
        EngineMetrics metrics = EngineMetrics.of(system);
        for (EdgeState state : EdgeState.values()) {
            metrics.gauge(
                    "pureboot_edges",
                    "Edges by state: online, late, or gone.",
                    "state=\"" + state.wire() + "\"",
                    () -> count(state));
        }
        metrics.gauge(
                "pureboot_edges_spooled_reports",
                "Reports that wait on edges' disks for an engine.",
                "",
                () -> last.edges().stream().mapToLong(EdgeTable.Look::spooled).sum());
        metrics.gauge(
                "pureboot_edges_sharing_an_id",
                "Ids under which two edges have lately spoken.",
                "",
                () -> last.edges().stream()
                        .flatMap(edge -> edge.sharedBefore().stream())
                        .filter(settings::recent)
                        .count());
        system.scheduler().scheduleWithFixedDelay(LOOK, LOOK, this::look, system.executionContext());
    }

    /** Whether there is any edge. */
    boolean any() {
        return !last.edges().isEmpty();
    }

    private long count(EdgeState state) {
        Looked now = last;
        Duration since = Duration.ofNanos(System.nanoTime() - now.atNanos());
        return now.edges().stream()
                .filter(edge -> settings.stateAfter(edge.silence().plus(since)) == state)
                .count();
    }

    /** Keeps what it has while the database is away. */
    private void look() {
        long asked = System.nanoTime();
        table.look().thenAccept(edges -> last = new Looked(edges, asked));
    }
}
