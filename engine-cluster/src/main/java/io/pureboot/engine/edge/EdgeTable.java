package io.pureboot.engine.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The table {@code edge}: one row for each edge that has ever said that it is there, with times of the database alone.
 *
 * <p>Two that share an id are told from one that was started anew by their ages: the one that speaks was started before the other one spoke
 * last, and the other one had been running for a while by then, so that this is no late word of one that is dead.
 */
final class EdgeTable {
    /** Longer than a heartbeat may be under way: {@code engine-total-timeout} of the edge. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(15);

    private static final String COLUMNS = """
            edge.*, (extract(epoch FROM now() - last_seen_at) * 1000)::bigint AS silent_ms,
            (extract(epoch FROM now() - shared_at) * 1000)::bigint AS shared_ms""";

    private static final String SHARED = """
            (edge.instance <> excluded.instance
                AND edge.last_seen_at > excluded.started_at + INTERVAL '%1$d seconds'
                AND edge.started_at < now() - INTERVAL '%1$d seconds')""".formatted(UNDER_WAY.toSeconds());

    private static final String UPSERT = """
            INSERT INTO edge (id, instance, started_at, first_seen_at, last_seen_at, spooled, heartbeat)
            VALUES (?, ?, now() - ? * INTERVAL '1 second', now(), now(), ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                shared_at = CASE WHEN %1$s THEN now() ELSE edge.shared_at END,
                shared_with = CASE WHEN %1$s THEN edge.heartbeat::json ->> 'url' ELSE edge.shared_with END,
                started_at = CASE WHEN edge.instance = excluded.instance THEN edge.started_at ELSE excluded.started_at END,
                instance = excluded.instance, last_seen_at = excluded.last_seen_at, spooled = excluded.spooled,
                heartbeat = excluded.heartbeat
            RETURNING %2$s""".formatted(SHARED, COLUMNS);

    private static final String SELECT = "SELECT " + COLUMNS + " FROM edge";

    /** How long an edge has been silent, what waits there, and how long ago another one was heard under its id. */
    record Look(Duration silence, long spooled, Optional<Duration> sharedBefore) {}

    private final Database database;
    private final EdgeSettings settings;

    EdgeTable(Database database, EdgeSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Writes it down, and tells what is known of the edge then. */
    CompletionStage<KnownEdge> put(EdgeId id, EdgeHeartbeat said) {
        String json = json(said);
        return database.call(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
                upsert.setString(1, id.value());
                upsert.setString(2, said.instance());
                upsert.setDouble(3, (double) said.uptimeSeconds());
                upsert.setLong(4, said.spool().reports());
                upsert.setString(5, json);
                try (ResultSet row = upsert.executeQuery()) {
                    row.next();
                    return edge(row);
                }
            }
        });
    }

    /** Those that were seen first last go first; {@code limit} from 1. */
    CompletionStage<Page<KnownEdge>> list(Optional<Cursor> after, int limit) {
        return database.call(connection -> {
            Statement select = Statement.select(SELECT);
            if (after.isPresent()) {
                select.where(
                        "(first_seen_at, id) < (?, ?)",
                        Statement.utc(after.get().createdAt()),
                        after.get().id());
            }
            List<KnownEdge> read = select.then("ORDER BY first_seen_at DESC, id DESC LIMIT ?", limit + 1)
                    .list(connection, this::edge);
            return Page.of(
                    read,
                    limit,
                    last -> new Cursor(last.firstSeenAt(), last.id().value()).spelled());
        });
    }

    CompletionStage<Optional<KnownEdge>> find(EdgeId id) {
        return database.call(
                connection -> Statement.select(SELECT).where("id = ?", id.value()).list(connection, this::edge).stream()
                        .findFirst());
    }

    /** @return whether it was there and has been silent for longer than {@code silence} */
    CompletionStage<Boolean> forget(EdgeId id, Duration silence) {
        return database.call(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM edge WHERE id = ? AND last_seen_at < now() - ? * INTERVAL '1 millisecond'")) {
                delete.setString(1, id.value());
                delete.setDouble(2, (double) silence.toMillis());
                return delete.executeUpdate() == 1;
            }
        });
    }

    CompletionStage<List<Look>> look() {
        return database.call(connection -> Statement.select(SELECT)
                .list(
                        connection,
                        row -> new Look(
                                Duration.ofMillis(row.getLong("silent_ms")),
                                row.getLong("spooled"),
                                sharedBefore(row))));
    }

    private static Optional<Duration> sharedBefore(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("shared_ms", Long.class)).map(Duration::ofMillis);
    }

    private KnownEdge edge(ResultSet row) throws SQLException {
        return new KnownEdge(
                new EdgeId(row.getString("id")),
                settings.stateAfter(Duration.ofMillis(row.getLong("silent_ms"))),
                Statement.instant(row, "started_at"),
                Statement.instant(row, "first_seen_at"),
                Statement.instant(row, "last_seen_at"),
                sharedBefore(row).filter(settings::recent).isPresent()
                        ? Statement.optionalText(row, "shared_with")
                        : Optional.empty(),
                heartbeat(row.getString("heartbeat")));
    }

    private static String json(EdgeHeartbeat said) {
        try {
            return Json.mapper().writeValueAsString(said);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a heartbeat is always JSON", unwritten);
        }
    }

    private static EdgeHeartbeat heartbeat(String json) throws SQLException {
        try {
            return Json.mapper().readValue(json, EdgeHeartbeat.class);
        } catch (JsonProcessingException broken) {
            throw new SQLException("edge.heartbeat holds no heartbeat", broken);
        }
    }
}
