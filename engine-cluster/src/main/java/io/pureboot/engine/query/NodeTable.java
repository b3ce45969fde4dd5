package io.pureboot.engine.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
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

/** The table {@code node}: written by nodes after each persist, read by lists. */
public final class NodeTable {
    private static final String UPSERT = """
            INSERT INTO node (id, mac_address, ip_address, hostname, uuid, serial, vendor, model, architecture, boot_mode, state,
                group_id, workflow_id, metadata, active_execution_id, install_attempts, last_seen_at, created_at, updated_at,
                deleted, last_seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET mac_address = excluded.mac_address, ip_address = excluded.ip_address,
                hostname = excluded.hostname, uuid = excluded.uuid, serial = excluded.serial, vendor = excluded.vendor,
                model = excluded.model, architecture = excluded.architecture, boot_mode = excluded.boot_mode,
                state = excluded.state, group_id = excluded.group_id, workflow_id = excluded.workflow_id,
                metadata = excluded.metadata, active_execution_id = excluded.active_execution_id,
                install_attempts = excluded.install_attempts, last_seen_at = excluded.last_seen_at,
                updated_at = excluded.updated_at, deleted = excluded.deleted, last_seq = excluded.last_seq
            WHERE excluded.last_seq > node.last_seq""";

    /** For rows that are there, most of them: an upsert would lock each before it writes it, and log the lock. */
    private static final String UPDATE = """
            UPDATE node SET mac_address = ?, ip_address = ?, hostname = ?, uuid = ?, serial = ?, vendor = ?, model = ?,
                architecture = ?, boot_mode = ?, state = ?, group_id = ?, workflow_id = ?, metadata = ?::jsonb,
                active_execution_id = ?, install_attempts = ?, last_seen_at = ?, updated_at = ?, deleted = ?, last_seq = ?
            WHERE id = ? AND last_seq < ?""";

    /** How the journal names nodes. */
    private static final String ENTITY = "Node";

    /** Lists may lag behind by this. */
    private static final Duration REST = Duration.ofMillis(500);

    private final Database database;
    private final GroupCommit<Write> writes;

    public NodeTable(Database database) {
        this.database = database;
        this.writes = GroupCommit.atLeisure(database, NodeTable::batch, REST);
    }

    /** Keeps a row, unless the table has one of the same or a higher {@code sequence} number. */
    public CompletionStage<Committed> put(NodeRow row, boolean deleted, long sequence) {
        return writes.write(row.id().value(), new Write(row, deleted, sequence));
    }

    /** Those whose row was not written after the journal's: their engine was killed in between. */
    public CompletionStage<List<NodeId>> behindTheJournal(int limit) {
        return database.call(connection -> BehindTheJournal.find(connection, ENTITY, "node", limit).stream()
                .map(NodeId::new)
                .toList());
    }

    /**
     * Those that hold an execution which has not begun, or has ended, and have no wake-up row: what they still have to say to it would
     * be said by nobody. Most of them have only just begun or ended it; those may be woken too.
     */
    public CompletionStage<List<NodeId>> waitingWithoutWakeup(int limit) {
        return database.call(connection -> Statement.select(
                        "SELECT n.id FROM node n LEFT JOIN execution e ON e.id = n.active_execution_id")
                .where("n.active_execution_id IS NOT NULL AND NOT n.deleted")
                .where("(e.id IS NULL OR e.status IN ('completed', 'failed', 'cancelled'))")
                .where("NOT EXISTS (SELECT 1 FROM node_wakeup w WHERE w.entity_id = n.id)")
                .then("LIMIT ?", limit)
                .list(connection, row -> new NodeId(row.getString(1))));
    }

    /** Newest first; {@code limit} from 1. */
    public CompletionStage<Page<NodeRow>> list(NodeFilter filter, Optional<Cursor> after, int limit) {
        return database.call(connection -> {
            Statement select = Statement.select("SELECT * FROM node").where("NOT deleted");
            conditions(select, filter);
            if (after.isPresent()) {
                select.where(
                        "(created_at, id) < (?, ?)",
                        Statement.utc(after.get().createdAt()),
                        after.get().id());
            }
            List<NodeRow> rows = select.then("ORDER BY created_at DESC, id DESC LIMIT ?", limit + 1)
                    .list(connection, NodeTable::row);
            if (rows.size() <= limit) {
                return new Page<>(rows, Optional.<String>empty());
            }
            NodeRow last = rows.get(limit - 1);
            String next = new Cursor(last.createdAt(), last.id().value()).spelled();
            return new Page<>(rows.subList(0, limit), Optional.of(next));
        });
    }

    private static void conditions(Statement select, NodeFilter filter) {
        if (!filter.states().isEmpty()) {
            String[] names = filter.states().stream().map(NodeState::wire).toArray(String[]::new);
            select.where("state = ANY(?)", (Object) names);
        }
        select.where("group_id = ?", filter.groupId().map(GroupId::value));
        filter.text()
                .map(Statement::anywhere)
                .ifPresent(text -> select.where(
                        "(id ILIKE ? OR mac_address ILIKE ? OR ip_address ILIKE ? OR hostname ILIKE ? OR serial ILIKE ?"
                                + " OR vendor ILIKE ? OR model ILIKE ?)",
                        text,
                        text,
                        text,
                        text,
                        text,
                        text,
                        text));
    }

    private static NodeRow row(ResultSet r) throws SQLException {
        return new NodeRow(
                new NodeId(r.getString("id")),
                MacAddress.parse(r.getString("mac_address")).orElseThrow(),
                Statement.optionalText(r, "ip_address"),
                Statement.optionalText(r, "hostname"),
                Statement.optionalText(r, "uuid"),
                Statement.optionalText(r, "serial"),
                Statement.optionalText(r, "vendor"),
                Statement.optionalText(r, "model"),
                Statement.optionalText(r, "architecture"),
                Statement.optionalText(r, "boot_mode"),
                NodeState.parse(r.getString("state")).orElseThrow(),
                Statement.optionalText(r, "group_id").map(GroupId::new),
                Statement.optionalText(r, "workflow_id").map(WorkflowId::new),
                object(r.getString("metadata")),
                Statement.optionalText(r, "active_execution_id").map(ExecutionId::new),
                r.getInt("install_attempts"),
                Statement.optionalInstant(r, "last_seen_at"),
                Statement.instant(r, "created_at"),
                Statement.instant(r, "updated_at"));
    }

    private static ObjectNode object(String json) throws SQLException {
        try {
            return Json.mapper().readValue(json, ObjectNode.class);
        } catch (JsonProcessingException broken) {
            throw new SQLException("node.metadata holds no JSON object", broken);
        }
    }

    private static void batch(Connection connection, List<Write> writes) throws SQLException {
        List<Write> unknown = Statement.untouched(connection, UPDATE, writes, NodeTable::bindChanges);
        try (PreparedStatement s = connection.prepareStatement(UPSERT)) {
            for (Write write : unknown) {
                s.setString(1, write.row().id().value());
                bindFacts(s, 2, write.row());
                s.setObject(18, Statement.utc(write.row().createdAt()));
                bindEnd(s, 19, write);
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static void bindChanges(PreparedStatement s, Write write) throws SQLException {
        bindFacts(s, 1, write.row());
        bindEnd(s, 17, write);
        s.setString(20, write.row().id().value());
        s.setLong(21, write.sequence());
    }

    /** From the address to the last sign of life: 16 parameters from the {@code first}. */
    private static void bindFacts(PreparedStatement s, int first, NodeRow row) throws SQLException {
        s.setString(first, row.macAddress().value());
        s.setString(first + 1, row.ipAddress().orElse(null));
        s.setString(first + 2, row.hostname().orElse(null));
        s.setString(first + 3, row.uuid().orElse(null));
        s.setString(first + 4, row.serial().orElse(null));
        s.setString(first + 5, row.vendor().orElse(null));
        s.setString(first + 6, row.model().orElse(null));
        s.setString(first + 7, row.architecture().orElse(null));
        s.setString(first + 8, row.bootMode().orElse(null));
        s.setString(first + 9, row.state().wire());
        s.setString(first + 10, row.groupId().map(GroupId::value).orElse(null));
        s.setString(first + 11, row.workflowId().map(WorkflowId::value).orElse(null));
        s.setString(first + 12, row.metadata().toString());
        s.setString(first + 13, row.activeExecutionId().map(ExecutionId::value).orElse(null));
        s.setInt(first + 14, row.installAttempts());
        s.setObject(first + 15, row.lastSeenAt().map(Statement::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** From the time of the change to the sequence number: three parameters from the {@code first}. */
    private static void bindEnd(PreparedStatement s, int first, Write write) throws SQLException {
        s.setObject(first, Statement.utc(write.row().updatedAt()));
        s.setBoolean(first + 1, write.deleted());
        s.setLong(first + 2, write.sequence());
    }

    private record Write(NodeRow row, boolean deleted, long sequence) {}
}
