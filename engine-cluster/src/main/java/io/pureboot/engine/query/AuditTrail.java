package io.pureboot.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What has happened to an execution, with who and why: its journal itself, read by the primary key of its rows, so that it costs what
 * it shows. Fields are shown that are named here, and no others: the pinned workflow, its parameters, what steps have put out and the
 * node's leases stay where they are.
 */
public final class AuditTrail {
    /** Where the journal keeps an execution: the entity's type and its id. */
    private static final String PREFIX = "WorkflowExecution|";

    /** The fields of events that people need. */
    static final Set<String> SHOWN = Set.of(
            "applied",
            "attempt",
            "boot_id",
            "budgeted",
            "by",
            "cause",
            "code",
            "contact_deadline",
            "deadline",
            "detail",
            "due",
            "error",
            "event_id",
            "exit_code",
            "failed_step",
            "from",
            "grace_deadline",
            "message",
            "next_budgeted",
            "node_id",
            "outcome",
            "phase",
            "reason",
            "request_id",
            "rollback_step",
            "rolled_back",
            "run",
            "status",
            "step",
            "waits");

    /** The fields that stay where they are: large, or none of the reader's business, or both. */
    static final Set<String> KEPT = Set.of("at", "id", "lease", "logs", "output", "parameters", "workflow");

    /** What is told of the pinned workflow. */
    private static final Map<String, String> OF_WORKFLOW =
            Map.of("id", "workflow_id", "name", "workflow_name", "revision", "workflow_revision");

    private final Database database;

    public AuditTrail(Database database) {
        this.database = database;
    }

    /**
     * The entries after that place, the oldest first; none when there is no such execution.
     *
     * @param after the place of the last entry that was read, 0 to begin
     */
    public CompletionStage<Page<AuditEntry>> list(ExecutionId execution, long after, int limit) {
        return database.call(connection -> Page.of(
                Statement.select("SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal")
                        .where("persistence_id = ?", PREFIX + execution.value())
                        .where("sequence_number > ?", after)
                        .where("NOT deleted")
                        .then("ORDER BY sequence_number LIMIT ?", limit + 1)
                        .list(connection, AuditTrail::entry),
                limit,
                entry -> Cursor.of(Long.toString(entry.sequence()))));
    }

    /** The place that a page's cursor names; empty when it is no cursor of such a page. */
    public static Optional<Long> place(String cursor) {
        return Cursor.read(cursor, 1).flatMap(keys -> {
            try {
                return Optional.of(Long.parseLong(keys.getFirst()));
            } catch (NumberFormatException notOurs) {
                return Optional.empty();
            }
        });
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        String manifest = row.getString("event_ser_manifest");
        JsonNode event = event(row.getBytes("event_payload"));
        int version = manifest.lastIndexOf(':');
        return new AuditEntry(
                row.getLong("sequence_number"),
                version < 0 ? manifest : manifest.substring(0, version),
                Instant.parse(event.path("at").asText()),
                details(event));
    }

    private static JsonNode event(byte[] payload) {
        try {
            return Json.mapper().readTree(payload);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static ObjectNode details(JsonNode event) {
        ObjectNode details = Json.mapper().createObjectNode();
        event.properties().stream()
                .filter(field -> SHOWN.contains(field.getKey()))
                .forEach(field -> details.set(field.getKey(), field.getValue()));
        JsonNode workflow = event.path("workflow");
        OF_WORKFLOW.forEach((field, name) -> {
            if (workflow.has(field)) {
                details.set(name, workflow.get(field));
            }
        });
        return details;
    }
}
