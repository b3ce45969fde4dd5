package io.pureboot.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.journal.Schema;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WakeupsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** They are piped to actors; those that have stopped meanwhile leave them to Pekko's listener of dead letters, which null breaks. */
    @Test
    void whatIsCommittedIsToldByAValue() {
        FreshDatabase fresh = PostgresForTests.freshDatabase();
        Schema.migrate(fresh.jdbcUrl(), fresh.user(), fresh.password());
        try (Database database = Database.open(fresh.jdbcUrl(), fresh.user(), fresh.password(), 2)) {
            Wakeups rows = Wakeups.ofNodes(database);
            assertThat(rows.earlier("n", Instant.now(), "o"))
                    .succeedsWithin(PATIENCE)
                    .isNotNull();
            assertThat(rows.settle("n", Instant.now(), "o"))
                    .succeedsWithin(PATIENCE)
                    .isNotNull();
            assertThat(rows.drop("n", "o")).succeedsWithin(PATIENCE).isNotNull();
            assertThat(rows.clear("n")).succeedsWithin(PATIENCE).isNotNull();
        }
    }
}
