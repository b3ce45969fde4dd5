package io.pureboot.lab.chaos.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.Tables;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Journal and read tables, read over JDBC past every engine. */
public final class StoredRows {
    private static final int FETCH = 1000;

    private final DatabaseServer database;
    private final Map<String, JsonNode> graphs = new HashMap<>();

    StoredRows(DatabaseServer database) {
        this.database = database;
    }

    /** How much is still to come: executions that have not ended, and rows that are behind the journal. */
    public long unsettled() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT (SELECT count(*) FROM execution WHERE status NOT IN ('completed', 'failed', 'cancelled'))
                            + (SELECT count(*) FROM (
                                SELECT persistence_id, max(sequence_number) AS seq FROM event_journal
                                WHERE persistence_id LIKE 'WorkflowExecution|%' OR persistence_id LIKE 'Node|%'
                                GROUP BY persistence_id) j
                              LEFT JOIN execution e ON j.persistence_id = 'WorkflowExecution|' || e.id
                              LEFT JOIN node n ON j.persistence_id = 'Node|' || n.id
                              WHERE j.seq IS DISTINCT FROM coalesce(e.last_seq, n.last_seq))""")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The events of executions and nodes, in the order of the journal. */
    public List<Event> journal() throws SQLException, IOException {
        List<Event> events = new ArrayList<>();
        try (Connection connection = database.connect()) {
            // Only in a transaction does the driver fetch piece by piece.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(FETCH);
                try (ResultSet row = statement.executeQuery("""
                        SELECT ordering * 1000 + position, persistence_id, sequence_number, name, event::text FROM journal_event
                        WHERE persistence_id LIKE 'WorkflowExecution|%' OR persistence_id LIKE 'Node|%'
                        ORDER BY ordering, position""")) {
                    while (row.next()) {
                        events.add(event(row));
                    }
                }
            }
        }
        return events;
    }

    private Event event(ResultSet row) throws SQLException, IOException {
        String[] entity = row.getString(2).split("\\|", 2);
        String manifest = row.getString(4);
        JsonNode body = Json.mapper().readTree(row.getString(5));
        if (body instanceof ObjectNode object) {
            slim(object);
        }
        // A manifest is a name and a version, such as attempt-ended:1.
        String name = manifest.substring(0, manifest.indexOf(':'));
        return new Event(row.getLong(1), entity[0], entity[1], row.getLong(3), name, body);
    }

    /** The definition is in every start: one copy of each is enough in memory. */
    private void slim(ObjectNode body) {
        body.remove("pending");
        if (body.get("workflow") instanceof ObjectNode workflow && workflow.has("graph")) {
            String hash = workflow.path("sha256").asText();
            workflow.set("graph", graphs.computeIfAbsent(hash, first -> workflow.get("graph")));
        }
    }

    public Tables tables() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Map<String, Tables.ExecutionLine> executions = new HashMap<>();
            try (ResultSet row =
                    statement.executeQuery("SELECT id, status, current_step_id, steps_done, last_seq FROM execution")) {
                while (row.next()) {
                    executions.put(
                            row.getString(1),
                            new Tables.ExecutionLine(
                                    row.getString(2),
                                    Optional.ofNullable(row.getString(3)),
                                    row.getInt(4),
                                    row.getLong(5)));
                }
            }
            Map<String, Tables.NodeLine> nodes = new HashMap<>();
            try (ResultSet row = statement.executeQuery("SELECT id, state, active_execution_id, last_seq FROM node")) {
                while (row.next()) {
                    nodes.put(
                            row.getString(1),
                            new Tables.NodeLine(
                                    row.getString(2), Optional.ofNullable(row.getString(3)), row.getLong(4)));
                }
            }
            return new Tables(executions, nodes, subTasks(statement), wakeups(statement));
        }
    }

    private static Set<Tables.SubTaskKey> subTasks(Statement statement) throws SQLException {
        Set<Tables.SubTaskKey> keys = new HashSet<>();
        try (ResultSet row = statement.executeQuery("SELECT execution_id, event_id FROM sub_task")) {
            while (row.next()) {
                keys.add(new Tables.SubTaskKey(row.getString(1), row.getString(2)));
            }
        }
        return keys;
    }

    private static Set<String> wakeups(Statement statement) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (ResultSet row = statement.executeQuery("SELECT entity_id FROM execution_wakeup")) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }
}
