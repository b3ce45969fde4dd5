package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A running engine and the database beneath it. */
record Site(EngineForTests engine, FreshDatabase database) implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    static Site open() {
        return open(PostgresForTests.freshDatabase(), Map.of());
    }

    /** @param keys below {@code pureboot.engine} */
    static Site open(FreshDatabase database, Map<String, Object> keys) {
        return new Site(EngineForTests.start(database, keys), database);
    }

    /** A script step; {@code more} are fields of its JSON. */
    static String script(String id, String... more) {
        String rest = more.length == 0 ? "" : "," + String.join(",", more);
        return "{\"id\":\"" + id + "\",\"name\":\"" + id + "\",\"type\":\"script\",\"config\":{\"script\":\"true\"}"
                + rest + "}";
    }

    /** The id of a new workflow; {@code fields} are those of its JSON beside name and family. */
    String workflow(String fields) {
        Answer workflow = engine.post("/api/v1/workflows", """
                {"name":"w%d","os_family":"linux",%s}""".formatted(NUMBERS.incrementAndGet(), fields));
        assertThat(workflow.status()).as(workflow.body()).isEqualTo(201);
        return workflow.text("id");
    }

    static String freshMac() {
        return "52:54:00:aa:%02x:%02x".formatted(NUMBERS.incrementAndGet() / 256, NUMBERS.get() % 256);
    }

    /** A new machine; {@code fields} are those of its JSON beside the address, each with a comma before it. */
    Answer node(String mac, String fields) {
        Answer node = engine.post("/api/v1/nodes", "{\"mac_address\":\"" + mac + "\"" + fields + "}");
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        return node;
    }

    /** What an edge asks when the machine with that address boots; {@code more} are fields, each with a comma before it. */
    Answer boot(String mac, String more) {
        Answer answer = engine.post("/api/v1/boot", EDGE, """
                {"mac":"%s","edge_id":"e1","edge_url":"http://127.0.0.1:8081"%s}""".formatted(mac, more));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /** The execution of a new machine that runs these steps. */
    Install install(String... steps) {
        return installWith("", steps);
    }

    /** @param fields of the workflow, each with a comma behind it */
    Install installWith(String fields, String... steps) {
        return installOf(workflow(fields + "\"steps\":[" + String.join(",", steps) + "]"));
    }

    /** The execution of a new machine that runs this workflow. */
    Install installOf(String workflow) {
        String mac = freshMac();
        String node = node(mac, "").text("id");
        Answer started = start(workflow, node);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        return new Install(this, mac, node, started.text("id"), started.text("callback_token"));
    }

    Answer start(String workflow, String node) {
        return engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
    }

    /** The number that a query answers. */
    long count(String sql, Object... values) {
        return count(database, sql, values);
    }

    /** The number that a query answers, also while no engine runs. */
    static long count(FreshDatabase database, String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException unexpected) {
            throw new AssertionError(sql, unexpected);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
