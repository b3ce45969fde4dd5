package io.pureboot.engine.journal;

import org.flywaydb.core.Flyway;

/** The database's shape: the numbered migrations under {@code db/migration}, each applied once, in order. */
public final class Schema {
    private Schema() {}

    /**
     * Brings the schema to this version. Engines that start at once wait for each other (Flyway locks its own table).
     *
     * @return how many migrations were applied now
     * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached, or holds a newer or altered schema
     */
    public static int migrate(String jdbcUrl, String user, String password) {
        return Flyway.configure()
                .dataSource(jdbcUrl, user, password)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
