package io.pureboot.engine.query;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code execution}: written by executions after each persist, read by lists. */
public final class ExecutionTable {
    private static final String UPSERT = """
            INSERT INTO execution (id, node_id, workflow_id, workflow_name, workflow_revision, status, run, current_step_id,
                current_attempt, steps_done, steps_total, started_by, created_at, started_at, completed_at, failed_step_id,
                error_message, rolled_back, updated_at, last_seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, run = excluded.run,
                current_step_id = excluded.current_step_id, current_attempt = excluded.current_attempt,
                steps_done = excluded.steps_done, started_at = excluded.started_at, completed_at = excluded.completed_at,
                failed_step_id = excluded.failed_step_id, error_message = excluded.error_message,
                rolled_back = excluded.rolled_back, updated_at = excluded.updated_at, last_seq = excluded.last_seq
            WHERE excluded.last_seq > execution.last_seq""";

    /** For rows that are there, most of them: an upsert would lock each before it writes it, and log the lock. */
    private static final String UPDATE = """
            UPDATE execution SET status = ?, run = ?, current_step_id = ?, current_attempt = ?, steps_done = ?, started_at = ?,
                completed_at = ?, failed_step_id = ?, error_message = ?, rolled_back = ?, updated_at = ?, last_seq = ?
            WHERE id = ? AND last_seq < ?""";

    /** How the journal names executions. */
    private static final String ENTITY = "WorkflowExecution";

    /** Lists may lag behind by this. */
    private static final Duration REST = Duration.ofMillis(500);

    private final Database database;
    private final GroupCommit<Write> writes;

    public ExecutionTable(Database database) {
        this.database = database;
        this.writes = GroupCommit.atLeisure(database, ExecutionTable::batch, REST);
    }

    /** Keeps a row, unless the table has one of the same or a higher {@code sequence} number. */
    public CompletionStage<Committed> put(ExecutionRow row, long sequence) {
        return writes.write(row.id().value(), new Write(row, sequence));
    }

    /** Newest first; {@code limit} from 1. */
    public CompletionStage<Page<ExecutionRow>> list(ExecutionFilter filter, Optional<Cursor> after, int limit) {
        return database.call(connection -> {
            Statement select = Statement.select("SELECT * FROM execution");
            conditions(select, filter);
            if (after.isPresent()) {
                select.where(
                        "(created_at, id) < (?, ?)",
                        Statement.utc(after.get().createdAt()),
                        after.get().id());
            }
            List<ExecutionRow> rows = select.then("ORDER BY created_at DESC, id DESC LIMIT ?", limit + 1)
                    .list(connection, ExecutionTable::row);
            return page(rows, limit);
        });
    }

    /** Those that are alive by this table and have no wake-up row: their rows were lost. */
    public CompletionStage<List<ExecutionId>> aliveWithoutWakeup(int limit) {
        return database.call(connection -> Statement.select("SELECT id FROM execution e")
                .where("status NOT IN ('completed', 'failed', 'cancelled')")
                // A paused one with nothing under way has no clock that ticks.
                .where("(status <> 'paused' OR current_step_id IS NOT NULL)")
                .where("NOT EXISTS (SELECT 1 FROM execution_wakeup w WHERE w.entity_id = e.id)")
                .then("LIMIT ?", limit)
                .list(connection, row -> new ExecutionId(row.getString(1))));
    }

    /** Those whose row was not written after the journal's: their engine was killed in between. */
    public CompletionStage<List<ExecutionId>> behindTheJournal(int limit) {
        return database.call(connection -> BehindTheJournal.find(connection, ENTITY, "execution", limit).stream()
                .map(ExecutionId::new)
                .toList());
    }

    private static void conditions(Statement select, ExecutionFilter filter) {
        if (!filter.statuses().isEmpty()) {
            String[] names =
                    filter.statuses().stream().map(ExecutionStatus::wire).toArray(String[]::new);
            select.where("status = ANY(?)", (Object) names);
        }
        select.where("workflow_id = ?", filter.workflowId().map(WorkflowId::value))
                .where("node_id = ?", filter.nodeId().map(NodeId::value))
                .where(
                        "node_id IN (SELECT n.id FROM node n WHERE n.group_id = ?)",
                        filter.groupId().map(group -> group.value()))
                .where("current_step_id = ?", filter.currentStepId().map(StepId::value))
                .where("created_at >= ?", filter.since().map(Statement::utc))
                .where("created_at < ?", filter.until().map(Statement::utc));
        filter.text()
                .map(Statement::anywhere)
                .ifPresent(text -> select.where(
                        "(id ILIKE ? OR workflow_name ILIKE ? OR node_id ILIKE ? OR error_message ILIKE ?)",
                        text,
                        text,
                        text,
                        text));
    }

    private static Page<ExecutionRow> page(List<ExecutionRow> rows, int limit) {
        if (rows.size() <= limit) {
            return new Page<>(rows, Optional.empty());
        }
        ExecutionRow last = rows.get(limit - 1);
        return new Page<>(
                rows.subList(0, limit),
                Optional.of(new Cursor(last.createdAt(), last.id().value()).spelled()));
    }

    private static ExecutionRow row(ResultSet r) throws SQLException {
        return new ExecutionRow(
                new ExecutionId(r.getString("id")),
                new NodeId(r.getString("node_id")),
                new WorkflowId(r.getString("workflow_id")),
                r.getString("workflow_name"),
                r.getInt("workflow_revision"),
                ExecutionStatus.parse(r.getString("status")).orElseThrow(),
                r.getInt("run"),
                Statement.optionalText(r, "current_step_id").map(StepId::new),
                Statement.optionalInt(r, "current_attempt"),
                r.getInt("steps_done"),
                r.getInt("steps_total"),
                r.getString("started_by"),
                Statement.instant(r, "created_at"),
                Statement.optionalInstant(r, "started_at"),
                Statement.optionalInstant(r, "completed_at"),
                Statement.optionalText(r, "failed_step_id").map(StepId::new),
                Statement.optionalText(r, "error_message"),
                r.getBoolean("rolled_back"),
                Statement.instant(r, "updated_at"));
    }

    private static void batch(Connection connection, List<Write> writes) throws SQLException {
        List<Write> unknown = Statement.untouched(connection, UPDATE, writes, ExecutionTable::bindChanges);
        try (PreparedStatement s = connection.prepareStatement(UPSERT)) {
            for (Write write : unknown) {
                bind(s, write.row(), write.sequence());
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static void bindChanges(PreparedStatement s, Write write) throws SQLException {
        ExecutionRow row = write.row();
        s.setString(1, row.status().wire());
        s.setInt(2, row.run());
        s.setString(3, row.currentStepId().map(StepId::value).orElse(null));
        s.setObject(4, row.currentAttempt().orElse(null), Types.INTEGER);
        s.setInt(5, row.stepsDone());
        s.setObject(6, row.startedAt().map(Statement::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        s.setObject(7, row.completedAt().map(Statement::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        s.setString(8, row.failedStepId().map(StepId::value).orElse(null));
        s.setString(9, row.errorMessage().orElse(null));
        s.setBoolean(10, row.rolledBack());
        s.setObject(11, Statement.utc(row.updatedAt()));
        s.setLong(12, write.sequence());
        s.setString(13, row.id().value());
        s.setLong(14, write.sequence());
    }

    private static void bind(PreparedStatement s, ExecutionRow row, long sequence) throws SQLException {
        s.setString(1, row.id().value());
        s.setString(2, row.nodeId().value());
        s.setString(3, row.workflowId().value());
        s.setString(4, row.workflowName());
        s.setInt(5, row.workflowRevision());
        s.setString(6, row.status().wire());
        s.setInt(7, row.run());
        s.setString(8, row.currentStepId().map(StepId::value).orElse(null));
        s.setObject(9, row.currentAttempt().orElse(null), Types.INTEGER);
        s.setInt(10, row.stepsDone());
        s.setInt(11, row.stepsTotal());
        s.setString(12, row.startedBy());
        s.setObject(13, Statement.utc(row.createdAt()));
        s.setObject(14, row.startedAt().map(Statement::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        s.setObject(15, row.completedAt().map(Statement::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        s.setString(16, row.failedStepId().map(StepId::value).orElse(null));
        s.setString(17, row.errorMessage().orElse(null));
        s.setBoolean(18, row.rolledBack());
        s.setObject(19, Statement.utc(row.updatedAt()));
        s.setLong(20, sequence);
    }

    private record Write(ExecutionRow row, long sequence) {}
}
