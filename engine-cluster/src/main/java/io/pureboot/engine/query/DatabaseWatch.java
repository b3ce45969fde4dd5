package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows within a second whether the database answers, by a connection of its own: those of the pools may all be busy without its being
 * away. While it is away, nobody waits for a pool's patience, and nothing is persisted that would cost an entity its memory (promise P-24).
 */
final class DatabaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 5;
    private static final Duration WORTH_A_WARNING = Duration.ofSeconds(5);

    private final String url;
    private final Properties properties = new Properties();
    private final DatabaseClock clock;
    private final Thread thread;
    private Optional<Connection> connection = Optional.empty();
    private volatile boolean answers = true;
    private volatile boolean closed;

    DatabaseWatch(String url, String user, String password, DatabaseClock clock) {
        this.url = url;
        this.clock = clock;
        String seconds = Integer.toString(ANSWER_SECONDS);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "pureboot-watch");
        this.thread = Thread.ofPlatform().daemon().name("database-watch").start(this::watch);
    }

    boolean answers() {
        return answers;
    }

    /** Somebody's statement has failed in a way that looks as if the database were away. */
    void doubt() {
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!closed) {
            boolean now = probe();
            if (!now) {
                // That may have been a connection which a restart of the database has broken.
                now = probe();
            }
            if (now != answers && !closed) {
                LOG.warn(now ? "the database answers again" : "the database does not answer");
                answers = now;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        drop();
    }

    private boolean probe() {
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(DriverManager.getConnection(url, properties));
            }
            read(connection.get());
            return true;
        } catch (SQLException refused) {
            drop();
            // Too many connections: it is there, and the pools have theirs.
            return Optional.ofNullable(refused.getSQLState()).orElse("").startsWith("53");
        }
    }

    /** The question whether it answers is the one what time it is. */
    private void read(Connection open) throws SQLException {
        boolean first = !clock.known();
        long asked = clock.nanos();
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            clock.read(row.getObject(1, OffsetDateTime.class).toInstant(), asked);
        }
        if (first && clock.difference().abs().compareTo(WORTH_A_WARNING) > 0) {
            LOG.warn("this engine's own clock is {} from the database's, which holds", clock.difference());
        }
    }

    private void drop() {
        connection.ifPresent(open -> {
            try {
                open.close();
            } catch (SQLException broken) {
                LOG.debug("a broken connection does not close", broken);
            }
        });
        connection = Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
