package io.pureboot.engine.edge;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Statement;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.NodeId;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The tables {@code edge_machine} and {@code edge_prefetch}: which files will soon be asked for at which edge. */
final class PrefetchTable {
    /** More than an execution has; the newest go first. */
    private static final int MOST = 64;

    private static final String SEEN = """
            INSERT INTO edge_machine (node_id, edge_id, seen_at) VALUES (?, ?, now())
            ON CONFLICT (node_id) DO UPDATE SET edge_id = excluded.edge_id, seen_at = excluded.seen_at
            WHERE edge_machine.edge_id <> excluded.edge_id""";

    private static final String WANT = """
            INSERT INTO edge_prefetch (edge_id, sha256, wanted_at)
            SELECT edge_id, unnest(?::varchar[]), now() FROM edge_machine WHERE node_id = ?
            ON CONFLICT (edge_id, sha256) DO UPDATE SET wanted_at = excluded.wanted_at""";

    private final Database database;
    private final Duration age;

    /** @param age after which nobody wants a file any more */
    PrefetchTable(Database database, Duration age) {
        this.database = database;
        this.age = age;
    }

    /** The machine stands before that edge. */
    CompletionStage<Boolean> seen(NodeId node, EdgeId edge) {
        return database.call(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(SEEN)) {
                upsert.setString(1, node.value());
                upsert.setString(2, edge.value());
                return upsert.executeUpdate() == 1;
            }
        });
    }

    /** The machine will ask for these files, at the edge before which it was seen last; how many are new there. */
    CompletionStage<Integer> want(NodeId node, Set<FileHash> files) {
        return database.call(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(WANT)) {
                insert.setArray(
                        1,
                        connection.createArrayOf(
                                "varchar",
                                files.stream().map(FileHash::hex).sorted().toArray()));
                insert.setString(2, node.value());
                return insert.executeUpdate();
            }
        });
    }

    /** What is wanted at an edge, the newest first. */
    CompletionStage<List<FileHash>> wanted(EdgeId edge) {
        return database.call(connection -> Statement.select("SELECT sha256 FROM edge_prefetch")
                .where("edge_id = ?", edge.value())
                .where("wanted_at > now() - ? * INTERVAL '1 millisecond'", age.toMillis())
                .then("ORDER BY wanted_at DESC, sha256 LIMIT ?", MOST)
                .list(connection, row -> new FileHash(row.getString("sha256"))));
    }

    /** Forgets what nobody wants at an edge any more; how much that was. */
    CompletionStage<Integer> tidy(EdgeId edge) {
        return database.call(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM edge_prefetch WHERE edge_id = ? AND wanted_at < now() - ? * INTERVAL '1 millisecond'")) {
                delete.setString(1, edge.value());
                delete.setDouble(2, (double) age.toMillis());
                return delete.executeUpdate();
            }
        });
    }
}
