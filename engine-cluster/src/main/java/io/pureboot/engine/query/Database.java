package io.pureboot.engine.query;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The pool of everything that is not the journal: read tables, wake-up rows, identities, registries' rows.
 *
 * <p>It is a pool of its own beside the journal's, because Slick counts on having as many threads as connections (a borrower from
 * outside would make it wait in line), and because a slow list must never hold a connection that a callback's persist needs. Work
 * runs on virtual threads; the pool's size is the limit. A stage fails with {@link SQLException} (as the cause) when the database
 * refuses or a connection cannot be had within the borrow limit: callers answer "try again later".
 */
public final class Database implements AutoCloseable {
    private static final Duration BORROW_LIMIT = Duration.ofSeconds(4);
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(15);

    private final HikariDataSource pool;
    private final DatabaseWatch watch;
    private final DatabaseClock clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("database-", 0).factory());

    private Database(HikariDataSource pool, DatabaseWatch watch, DatabaseClock clock) {
        this.pool = pool;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * Opens the pool without waiting for the database: it may come later.
     *
     * @param url a JDBC URL of PostgreSQL
     * @param connections how many at most, 1 or more
     */
    public static Database open(String url, String user, String password, int connections) {
        return open(url, user, password, connections, InstantSource.system());
    }

    /** @param own the clock of this engine's machine, which holds until the database has said what time it is */
    public static Database open(String url, String user, String password, int connections, InstantSource own) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pureboot");
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(BORROW_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
        config.addDataSourceProperty("ApplicationName", "pureboot");
        DatabaseClock clock = new DatabaseClock(own, System::nanoTime);
        return new Database(new HikariDataSource(config), new DatabaseWatch(url, user, password, clock), clock);
    }

    /** The clock that all engines share: the database's, asked every second and counted on in between, also while it is away. */
    public InstantSource clock() {
        return clock;
    }

    /** Whether the database has said what time it is. */
    public boolean clockIsKnown() {
        return clock.known();
    }

    /** Whether the database answers, as known for a second at most; while it does not, every call fails at once. */
    public boolean answers() {
        return watch.answers();
    }

    /** What whoever needs the database meets while it is away. */
    public static SQLException away() {
        return new SQLTransientConnectionException("the database does not answer", "08006");
    }

    /** Whether a failure says that the database is away: no connection (class 08), or one that starts or stops just now (57P). */
    public static boolean saysAway(Throwable failure) {
        for (Optional<Throwable> t = Optional.of(failure); t.isPresent(); t = t.map(Throwable::getCause)) {
            if (t.get() instanceof SQLException sql) {
                String state = Optional.ofNullable(sql.getSQLState()).orElse("");
                if (state.startsWith("08") || state.startsWith("57P")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Runs {@code work} in auto-commit mode: each statement is its own transaction. */
    public <T> CompletionStage<T> call(SqlWork<T> work) {
        return later(() -> {
            try (Connection connection = pool.getConnection()) {
                return work.run(connection);
            }
        });
    }

    /** Runs {@code work} as one transaction (read committed), rolled back when it throws. */
    public <T> CompletionStage<T> transaction(SqlWork<T> work) {
        return later(() -> inTransaction(work));
    }

    private <T> T inTransaction(SqlWork<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            T result = work.run(connection);
            connection.commit();
            // Without the commit, the pool rolls back when it takes the connection in, and keeps the first exception.
            return result;
        }
    }

    private <T> CompletionStage<T> later(Statements<T> statements) {
        if (!watch.answers()) {
            return CompletableFuture.failedStage(away());
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return statements.run();
                    } catch (SQLException failure) {
                        if (saysAway(failure)) {
                            watch.doubt();
                        }
                        throw new CompletionException(failure);
                    }
                },
                threads);
    }

    /** Ends the pool after the work that has begun. */
    @Override
    public void close() {
        watch.close();
        threads.close();
        pool.close();
    }

    @FunctionalInterface
    private interface Statements<T> {
        T run() throws SQLException;
    }
}
