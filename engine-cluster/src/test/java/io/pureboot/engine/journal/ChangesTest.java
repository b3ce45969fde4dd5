package io.pureboot.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.typed.EventSeq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one command has led to is one row, and every event of it is found again. */
class ChangesTest {
    private static final Instant AT = Instant.parse("2026-01-26T10:00:00Z");
    private static final ExecutionEvent SKIPPED =
            new ExecutionEvent.StepSkipped(AT, new StepId("one"), "not today", Optional.empty());
    private static final ExecutionEvent ENDED =
            new ExecutionEvent.ExecutionEnded(AT, ExecutionStatus.COMPLETED, Optional.empty(), Optional.empty(), false);

    private final JournalSerializer serializer = new JournalSerializer();
    private final ChangesAdapter<ExecutionEvent> adapter = new ChangesAdapter<>(ExecutionEvent.class);

    @Test
    void aSingleEventIsWrittenAsItself() {
        assertThat(adapter.toJournal(new Changes<>(List.of(SKIPPED)))).isSameAs(SKIPPED);
        assertThat(read(SKIPPED)).isEqualTo(EventSeq.single(new Changes<>(List.of(SKIPPED))));
    }

    @Test
    void severalEventsAreOneRow() {
        Object row = adapter.toJournal(new Changes<>(List.of(SKIPPED, ENDED)));
        assertThat(serializer.manifest(row)).isEqualTo("changes:1");
        assertThat(read(row)).isEqualTo(EventSeq.single(new Changes<>(List.of(SKIPPED, ENDED))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "[{}]",
                "[{\"step-skipped:1\":{}",
                "[{\"of-tomorrow:7\":{}}]",
                "[{\"step-skipped:1\":{},\"x\":1}]"
            })
    void whatIsNoListOfEventsCannotBeRead(String payload) {
        assertThatThrownBy(() -> serializer.fromBinary(payload.getBytes(StandardCharsets.UTF_8), "changes:1"))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void sqlSeesOneEventARow() throws SQLException {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Schema.migrate(database.jdbcUrl(), database.user(), database.password());
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            insert(connection, 1, SKIPPED);
            insert(connection, 2, new Changes<>(List.of(SKIPPED, ENDED)));
            assertThat(seen(connection))
                    .containsExactly(
                            "1.1 step-skipped:1 not today",
                            "2.1 step-skipped:1 not today",
                            "2.2 execution-ended:1 null");
        }
    }

    private EventSeq<Changes<ExecutionEvent>> read(Object row) {
        try {
            Object again = serializer.fromBinary(serializer.toBinary(row), serializer.manifest(row));
            return adapter.fromJournal(again, "");
        } catch (NotSerializableException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private void insert(Connection connection, long sequence, Object row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload)
                VALUES ('WorkflowExecution|x', ?, 'w', 730001, ?, ?)""")) {
            insert.setLong(1, sequence);
            insert.setString(2, serializer.manifest(row));
            insert.setBytes(3, serializer.toBinary(row));
            insert.executeUpdate();
        }
    }

    private static List<String> seen(Connection connection) throws SQLException {
        List<String> seen = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT sequence_number || '.' || position || ' ' || name || ' ' || coalesce(event ->> 'reason', 'null')
                        FROM journal_event WHERE persistence_id = 'WorkflowExecution|x'
                        ORDER BY sequence_number, position""");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                seen.add(rows.getString(1));
            }
        }
        return seen;
    }
}
