package io.pureboot.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One sweeper of all slices over real rows; entities are played. */
class SweeperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ONE_LOOK = Duration.ofHours(1);
    private static final int LIMIT = 50;

    private final Map<String, Integer> woken = new ConcurrentHashMap<>();
    private final Map<String, Integer> loaded = new ConcurrentHashMap<>();
    private Database database;
    private Wakeups rows;

    @BeforeEach
    void open() {
        FreshDatabase fresh = PostgresForTests.freshDatabase();
        Schema.migrate(fresh.jdbcUrl(), fresh.user(), fresh.password());
        database = Database.open(fresh.jdbcUrl(), fresh.user(), fresh.password(), 4);
        rows = Wakeups.ofExecutions(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aFullLookIsFollowedByTheNextAtOnce() {
        insert("e", 1000, "- interval '1 second'");
        sweep(settings(ONE_LOOK, Duration.ZERO), this::moves, () -> {
            Awaitility.await("all to be woken").atMost(PATIENCE).until(() -> woken.size(), size -> size == 1000);
            assertThat(woken.values()).as("how often").containsOnly(1);
        });
    }

    @Test
    void thoseThatCannotMoveAreNotWokenAgainAndAgainAndHideNoOthers() {
        // More than may be at work at a time, and overdue for longer than the others.
        insert("stuck", 300, "- interval '1 hour'");
        insert("e", 100, "- interval '1 second'");
        AtomicInteger again = new AtomicInteger();
        sweep(
                settings(Duration.ofMillis(100), Duration.ZERO),
                entity -> {
                    if (entity.startsWith("stuck")) {
                        again.addAndGet(woken.merge(entity, 1, Integer::sum) > 1 ? 1 : 0);
                    } else {
                        moves(entity);
                    }
                },
                () -> {
                    Awaitility.await("the others").atMost(PATIENCE).until(() -> woken.size(), size -> size == 400);
                    assertThat(again.get())
                            .as("woken again before all had been tried")
                            .isLessThanOrEqualTo(LIMIT * 4);
                });
        assertThat(woken.values()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(3));
    }

    @Test
    void whatFallsDueSoonIsLoadedOnceBeforeItAndWokenOnlyWhenItsTimerDoesNotFire() {
        insert("far", 10, "+ interval '1 hour'");
        sweep(
                settings(Duration.ofMillis(100), Duration.ofSeconds(10)),
                entity -> {
                    assertThat(due(entity)).as("overdue by more than 2 s").isTrue();
                    moves(entity);
                },
                () -> {
                    // Now that it looks: until it does, a busy machine may take longer than these seconds.
                    insert("soon", 120, "+ interval '6 seconds'");
                    Awaitility.await("loads").atMost(PATIENCE).until(() -> loaded.size(), size -> size == 120);
                    assertThat(woken).isEmpty();
                    assertThat(count("wake_at <= now()")).as("due").isZero();
                    Awaitility.await("wake-ups").atMost(PATIENCE).until(() -> woken.size(), size -> size == 120);
                });
        assertThat(loaded.keySet()).allMatch(entity -> entity.startsWith("soon"));
        assertThat(loaded.values()).as("how often").containsOnly(1);
        assertThat(woken.values()).as("how often").containsOnly(1);
    }

    /** What an entity does that settles its row. */
    private void moves(String entity) {
        woken.merge(entity, 1, Integer::sum);
        rows.clear(entity);
    }

    private boolean due(String entity) {
        return count("entity_id = '" + entity + "' AND wake_at <= now() - interval '1.9 seconds'") == 1;
    }

    private void sweep(SweepSettings settings, Consumer<String> wake, Runnable during) {
        Sweeper.Slices all = new Sweeper.Slices(settings, rows, 0, Wakeups.SLICES);
        ActorSystem<Sweeper.Message> system = ActorSystem.create(
                Sweeper.create(all, entity -> loaded.merge(entity, 1, Integer::sum), wake, new Sweeper.Watch()),
                "sweeper");
        try {
            during.run();
        } finally {
            system.terminate();
            assertThat(system.getWhenTerminated()).succeedsWithin(PATIENCE);
        }
    }

    private static SweepSettings settings(Duration every, Duration ahead) {
        return new SweepSettings(every, LIMIT, 1, ahead, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    }

    private void insert(String prefix, int count, String when) {
        String sql = "INSERT INTO execution_wakeup (entity_id, slice, wake_at, owner) SELECT '" + prefix
                + "' || i, i % 64, now() " + when + ", 'test' FROM generate_series(1, " + count + ") i";
        assertThat(database.call(
                        connection -> List.of(connection.createStatement().executeUpdate(sql))))
                .succeedsWithin(PATIENCE);
    }

    private long count(String condition) {
        return database.call(connection -> {
                    try (var row = connection
                            .createStatement()
                            .executeQuery("SELECT count(*) FROM execution_wakeup WHERE " + condition)) {
                        row.next();
                        return row.getLong(1);
                    }
                })
                .toCompletableFuture()
                .join();
    }
}
