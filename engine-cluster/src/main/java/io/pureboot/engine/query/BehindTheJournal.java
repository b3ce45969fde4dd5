package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Entities whose newest journal row their read table does not know, though it is older than some seconds: their engine was killed
 * between the two writes. Looks at the newest rows of the journal only.
 */
final class BehindTheJournal {
    private static final int LOOKED_AT = 100_000;
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private BehindTheJournal() {}

    /**
     * Their ids.
     *
     * @param entity how the journal names entities of that kind, as in {@code Node}
     * @param table with the columns {@code id} and {@code last_seq}
     */
    static List<String> find(Connection connection, String entity, String table, int limit) throws SQLException {
        String prefix = entity + "|";
        return Statement.select("""
                        SELECT newest.id FROM (
                            SELECT substr(persistence_id, %d) AS id, max(sequence_number) AS sequence FROM event_journal
                            WHERE ordering > (SELECT last_value FROM event_journal_ordering_seq) - %d
                                AND persistence_id LIKE '%s%%'
                                AND write_timestamp < (extract(epoch FROM now()) - %d) * 1000
                            GROUP BY 1) newest
                        LEFT JOIN %s e ON e.id = newest.id""".formatted(prefix.length() + 1, LOOKED_AT, prefix, SETTLED.toSeconds(), table))
                .where("coalesce(e.last_seq, 0) < newest.sequence")
                .then("LIMIT ?", limit)
                .list(connection, row -> row.getString(1));
    }
}
