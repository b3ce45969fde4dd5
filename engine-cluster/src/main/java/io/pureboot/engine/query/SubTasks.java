package io.pureboot.engine.query;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.StepId;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The agents' progress reports, kept with their time beside the journal. */
public final class SubTasks {
    /** More of them than anybody reads; the oldest are left out of lists. */
    public static final int SHOWN = 1000;

    private static final String INSERT = """
            INSERT INTO sub_task (execution_id, event_id, step_id, attempt, at, message, percent, result, level, said_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private final GroupCommit<Insert> inserts;
    private final Database database;

    public SubTasks(Database database) {
        this.database = database;
        this.inserts = GroupCommit.atOnce(database, (connection, writes) -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                for (Insert write : writes) {
                    statement.setString(1, write.execution().value());
                    statement.setString(2, write.eventId());
                    statement.setString(3, write.task().step().value());
                    statement.setInt(4, write.task().attempt());
                    statement.setObject(5, Statement.utc(write.task().at()));
                    statement.setString(6, write.task().message());
                    statement.setObject(7, write.task().percent().orElse(null), java.sql.Types.SMALLINT);
                    statement.setObject(8, write.task().result().orElse(null), java.sql.Types.VARCHAR);
                    statement.setObject(9, write.task().level().orElse(null), java.sql.Types.VARCHAR);
                    statement.setObject(
                            10,
                            write.task().saidAt().map(Statement::utc).orElse(null),
                            java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    /** Keeps one; a repetition under the same {@code eventId} changes nothing. */
    public CompletionStage<Void> add(ExecutionId execution, SubTask task, Optional<String> eventId) {
        String id = eventId.orElseGet(() -> UUID.randomUUID().toString());
        return inserts.write(execution.value() + " " + id, new Insert(execution, id, task))
                .thenAccept(committed -> {});
    }

    /** The newest {@link #SHOWN} of an execution, oldest first. */
    public CompletionStage<List<SubTask>> list(ExecutionId execution) {
        return database.call(connection -> Statement.select(
                        "SELECT step_id, attempt, at, message, percent, result, level, said_at FROM sub_task")
                .where("execution_id = ?", execution.value())
                .then("ORDER BY at DESC, event_id DESC LIMIT ?", SHOWN)
                .list(
                        connection,
                        row -> new SubTask(
                                new StepId(row.getString("step_id")),
                                row.getInt("attempt"),
                                Statement.instant(row, "at"),
                                row.getString("message"),
                                Statement.optionalInt(row, "percent"),
                                Statement.optionalText(row, "result"),
                                Statement.optionalText(row, "level"),
                                Statement.optionalInstant(row, "said_at")))
                .reversed());
    }

    private record Insert(ExecutionId execution, String eventId, SubTask task) {}
}
