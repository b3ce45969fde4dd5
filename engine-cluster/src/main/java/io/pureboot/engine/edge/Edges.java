package io.pureboot.engine.edge;

import com.typesafe.config.Config;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeHeartbeatAnswer;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.EdgeWarning;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The edges. A heartbeat is written when it says something new, and else every few seconds only. A stage fails when the database is away:
 * the edge then asks another engine, or soon again.
 */
public final class Edges {
    private static final int MOST_REMEMBERED = 100_000;

    private record Written(EdgeHeartbeat said, long atNanos) {}

    private final EdgeSettings settings;
    private final EdgeTable table;
    private final PrefetchTable prefetch;
    private final EdgeWatch watch;
    /** What this engine itself has written last. */
    private final Map<EdgeId, Written> written = new ConcurrentHashMap<>();
    /** Before which edge a machine stands, as this engine has written it. */
    private final Map<NodeId, EdgeId> standing = new ConcurrentHashMap<>();

    private Edges(EdgeSettings settings, EdgeTable table, PrefetchTable prefetch, EdgeWatch watch) {
        this.settings = settings;
        this.table = table;
        this.prefetch = prefetch;
        this.watch = watch;
    }

    /** @param engine the subtree {@code pureboot.engine} */
    public static Edges open(ActorSystem<?> system, Config engine, Database database) {
        EdgeSettings settings = EdgeSettings.read(engine);
        EdgeTable table = new EdgeTable(database, settings);
        EdgeWatch watch = new EdgeWatch(table, settings);
        watch.start(system);
        return new Edges(settings, table, new PrefetchTable(database, settings.prefetchFor()), watch);
    }

    /** Takes note of an edge, and tells it what to do. */
    public CompletionStage<EdgeHeartbeatAnswer> heartbeat(EdgeId id, EdgeHeartbeat said) {
        CompletionStage<Optional<EdgeWarning>> kept =
                due(id, said) ? write(id, said) : CompletableFuture.completedStage(Optional.empty());
        return kept.thenCompose(warning ->
                prefetch.wanted(id).thenApply(files -> new EdgeHeartbeatAnswer(settings.heartbeat(), files, warning)));
    }

    private boolean due(EdgeId id, EdgeHeartbeat said) {
        Written before = written.get(id);
        return before == null
                || System.nanoTime() - before.atNanos() >= settings.writeEach().toNanos()
                || tellsNews(before.said(), said);
    }

    private static boolean tellsNews(EdgeHeartbeat before, EdgeHeartbeat now) {
        return !before.instance().equals(now.instance())
                || !before.version().equals(now.version())
                || !before.url().equals(now.url())
                || !before.site().equals(now.site())
                || (before.spool().reports() == 0) != (now.spool().reports() == 0);
    }

    private CompletionStage<Optional<EdgeWarning>> write(EdgeId id, EdgeHeartbeat said) {
        long now = System.nanoTime();
        return table.put(id, said).thenCompose(known -> {
            forgetSome(written);
            written.put(id, new Written(said, now));
            return prefetch.tidy(id).thenApply(tidied -> known.warning());
        });
    }

    /** Those that were seen first last go first; {@code limit} from 1. */
    public CompletionStage<Page<KnownEdge>> list(Optional<Cursor> after, int limit) {
        return table.list(after, limit);
    }

    public CompletionStage<Optional<KnownEdge>> find(EdgeId id) {
        return table.find(id);
    }

    /** Takes an edge that is gone off the list; false when it is not gone, or not there. */
    public CompletionStage<Boolean> forget(EdgeId id) {
        written.remove(id);
        return table.forget(id, settings.goneAfter());
    }

    /** A machine boots before that edge. */
    public CompletionStage<Boolean> sees(EdgeId edge, NodeId machine) {
        if (edge.equals(standing.get(machine))) {
            return CompletableFuture.completedStage(false);
        }
        return prefetch.seen(machine, edge).thenApply(moved -> {
            forgetSome(standing);
            standing.put(machine, edge);
            return moved;
        });
    }

    /** A machine will ask for these files at the edge before which it was seen last; how many are now wanted there. */
    public CompletionStage<Integer> want(NodeId machine, Set<FileHash> files) {
        return files.isEmpty() ? CompletableFuture.completedStage(0) : prefetch.want(machine, files);
    }

    /** Whether any edge has ever said that it is there, as far as this engine knows. */
    public boolean any() {
        return !written.isEmpty() || watch.any();
    }

    private static void forgetSome(Map<?, ?> memory) {
        if (memory.size() > MOST_REMEMBERED) {
            memory.clear();
        }
    }
}
