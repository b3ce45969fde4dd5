package io.pureboot.engine.registry;

import io.pureboot.engine.query.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Brings a registry's events into the tables, each once and in order: the position moves from one sequence number to the next in the
 * transaction that writes the rows. Events that are missing there (a crash came between the journal and the tables, PostgreSQL was
 * away, or somebody emptied the tables) are read from the journal again.
 */
final class RegistryProjection<E> {
    private static final int EVENTS_IN_ONE_TRANSACTION = 200;

    private final String name;
    private final Class<E> events;
    private final EventRows<E> rows;
    private final Database database;
    private final ActorSystem<?> system;
    private final JdbcReadJournal journal;

    RegistryProjection(RegistryRules<?, E, ?> rules, Database database, ActorSystem<?> system) {
        this.name = rules.name();
        this.events = rules.events();
        this.rows = rules.rows();
        this.database = database;
        this.system = system;
        this.journal =
                PersistenceQuery.get(system).getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    }

    private enum Outcome {
        APPLIED,
        KNOWN,
        GAP
    }

    /** Writes the rows of the event with that sequence number, and before it those of earlier ones that are missing. */
    CompletionStage<Done> apply(long sequence, E event) {
        return database.transaction(connection -> write(connection, sequence, event))
                .thenCompose(outcome -> outcome == Outcome.GAP
                        ? catchUp(sequence)
                        : CompletableFuture.completedStage(Done.getInstance()));
    }

    /** Writes the rows of all events up to that sequence number that are missing. */
    CompletionStage<Done> catchUp(long sequence) {
        return database.call(this::position)
                .thenCompose(position -> position >= sequence
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : journal.currentEventsByPersistenceId(name, position + 1, sequence)
                                .grouped(EVENTS_IN_ONE_TRANSACTION)
                                .mapAsync(1, this::writeAll)
                                .runWith(Sink.ignore(), system));
    }

    private CompletionStage<Outcome> writeAll(List<EventEnvelope> envelopes) {
        return database.transaction(connection -> {
            for (EventEnvelope envelope : envelopes) {
                Outcome outcome = write(connection, envelope.sequenceNr(), events.cast(envelope.event()));
                if (outcome == Outcome.GAP) {
                    throw new SQLException(name + ": the journal has no event " + (position(connection) + 1));
                }
            }
            return Outcome.APPLIED;
        });
    }

    private Outcome write(Connection connection, long sequence, E event) throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement("UPDATE registry_position SET seq = ? WHERE registry = ? AND seq = ?")) {
            move.setLong(1, sequence);
            move.setString(2, name);
            move.setLong(3, sequence - 1);
            if (move.executeUpdate() == 1) {
                rows.write(connection, event);
                return Outcome.APPLIED;
            }
        }
        return position(connection) >= sequence ? Outcome.KNOWN : Outcome.GAP;
    }

    private long position(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT seq FROM registry_position WHERE registry = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("registry_position has no row " + name);
                }
                return row.getLong(1);
            }
        }
    }
}
