package io.pureboot.bench.floor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The floor as a process of its own. Its settings come by environment: {@code FLOOR_PORT}, {@code FLOOR_DB_URL}, {@code FLOOR_DB_USER},
 * {@code FLOOR_DB_PASSWORD}, {@code FLOOR_STEPS}. Runs until it is killed or a signal comes.
 */
public final class Floor {
    /** As many as the engine has in its two pools together. */
    private static final int CONNECTIONS = 18;

    private Floor() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(setting("FLOOR_DB_URL"));
        config.setUsername(setting("FLOOR_DB_USER"));
        config.setPassword(setting("FLOOR_DB_PASSWORD"));
        config.setMaximumPoolSize(CONNECTIONS);
        try (HikariDataSource pool = new HikariDataSource(config);
                FloorServer server = FloorServer.start(
                        Integer.parseInt(setting("FLOOR_PORT")),
                        CONNECTIONS,
                        Integer.parseInt(setting("FLOOR_STEPS")),
                        pool)) {
            System.out.println("floor " + server.address());
            new CountDownLatch(1).await();
        }
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException("the floor needs " + name);
        }
        return value;
    }
}
