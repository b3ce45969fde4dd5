package io.pureboot.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
            "boots",
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
            "policy",
            "reason",
            "request_id",
            "rollback_step",
            "rolled_back",
            "run",
            "since",
            "status",
            "step",
            "text",
            "to",
            "waits");

    /** The fields that stay where they are: large, or none of the reader's business, or both. */
    static final Set<String> KEPT =
            Set.of("at", "id", "lease", "logs", "output", "parameters", "token_generation", "workflow");

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
     * @param after the place of the last entry that was read
     */
    public CompletionStage<Page<AuditEntry>> list(ExecutionId execution, Place after, int limit) {
        return database.call(connection -> {
            List<List<AuditEntry>> rows = Statement.select(
                            "SELECT sequence_number, write_timestamp, event_ser_manifest, event_payload FROM event_journal")
                    .where("persistence_id = ?", PREFIX + execution.value())
                    .where("sequence_number >= ?", after.sequence())
                    .where("NOT deleted")
                    .then("ORDER BY sequence_number LIMIT ?", limit + 2)
                    .list(connection, AuditTrail::entries);
            List<AuditEntry> entries = rows.stream()
                    .flatMap(List::stream)
                    .filter(after::isBefore)
                    .limit(limit + 1L)
                    .toList();
            return Page.of(
                    entries,
                    limit,
                    entry -> Cursor.of(Long.toString(entry.sequence()), Integer.toString(entry.position())));
        });
    }

    /**
     * A place in an execution's journal.
     *
     * @param sequence the row, from 1
     * @param position the event among those of one command, from 1
     */
    public record Place(long sequence, int position) {
        /** Before the first entry. */
        public static final Place BEGINNING = new Place(0, 0);

        boolean isBefore(AuditEntry entry) {
            return sequence < entry.sequence() || (sequence == entry.sequence() && position < entry.position());
        }
    }

    /** The place that a page's cursor names; empty when it is no cursor of such a page. */
    public static Optional<Place> place(String cursor) {
        return Cursor.read(cursor, 2).flatMap(keys -> {
            try {
                return Optional.of(new Place(Long.parseLong(keys.getFirst()), Integer.parseInt(keys.getLast())));
            } catch (NumberFormatException notOurs) {
                return Optional.empty();
            }
        });
    }

    /** A row holds one event under its name, or those of one command as an array of objects with one member each. */
    private static List<AuditEntry> entries(ResultSet row) throws SQLException {
        long sequence = row.getLong("sequence_number");
        Instant written = Instant.ofEpochMilli(row.getLong("write_timestamp"));
        String manifest = row.getString("event_ser_manifest");
        JsonNode payload = json(row.getBytes("event_payload"));
        if (!payload.isArray()) {
            return List.of(entry(sequence, 1, manifest, payload, written));
        }
        List<AuditEntry> entries = new ArrayList<>();
        for (JsonNode each : payload) {
            each.properties()
                    .forEach(event -> entries.add(
                            entry(sequence, entries.size() + 1, event.getKey(), event.getValue(), written)));
        }
        return entries;
    }

    /** @param written when the row was: the moment of an event that cannot be read */
    private static AuditEntry entry(long sequence, int position, String manifest, JsonNode event, Instant written) {
        int version = manifest.lastIndexOf(':');
        String name = version < 0 ? manifest : manifest.substring(0, version);
        Instant at =
                event.path("at").isTextual() ? Instant.parse(event.path("at").asText()) : written;
        return new AuditEntry(sequence, position, name, at, details(event));
    }

    /** A quarantined execution's history is shown as far as it can be read. */
    private static JsonNode json(byte[] payload) {
        try {
            return Json.mapper().readTree(payload);
        } catch (IOException unreadable) {
            return Json.mapper().createObjectNode().put("detail", "this entry cannot be read");
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
