package io.pureboot.bench.floor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers the engine's {@code GET …/current} and {@code POST …/step/{step}} from two tables. */
public final class FloorServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** Steps are called {@code step-1} and so on; the table has the number. */
    private static final String STEP = "step-";

    private final HttpServer server;
    private final ExecutorService threads;

    private FloorServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 0 takes a free one
     * @param threadCount how many requests are served at once
     * @param steps of each execution
     */
    public static FloorServer start(int port, int threadCount, int steps, HikariDataSource pool) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        server.setExecutor(threads);
        server.createContext("/health/ready", exchange -> answer(exchange, 200, status("ready")));
        server.createContext("/api/v1/callback/", exchange -> callback(exchange, pool, steps));
        server.start();
        return new FloorServer(server, threads);
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private static void callback(HttpExchange exchange, HikariDataSource pool, int steps) throws IOException {
        // "", api, v1, callback, the execution, then "current" or "step" and the step.
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        String token = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .filter(header -> header.startsWith("Bearer "))
                .map(header -> header.substring("Bearer ".length()))
                .orElse("");
        try {
            if (path.length == 6 && path[5].equals("current")) {
                current(exchange, path[4], find(pool, UUID.fromString(path[4]), token));
            } else if (path.length == 7 && path[5].equals("step")) {
                FloorTables.Report report = report(exchange, path[4], token, path[6]);
                advanced(exchange, report, advance(pool, report), steps);
            } else {
                answer(exchange, 404, status("not-found"));
            }
        } catch (SQLException e) {
            answer(exchange, 503, status(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            answer(exchange, 400, status(String.valueOf(e.getMessage())));
        }
    }

    // The connection is back in the pool before the answer is written.

    private static Optional<FloorTables.Current> find(HikariDataSource pool, UUID execution, String token)
            throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return FloorTables.current(connection, execution, token);
        }
    }

    private static boolean advance(HikariDataSource pool, FloorTables.Report report) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return FloorTables.advance(connection, report);
        }
    }

    private static void current(HttpExchange exchange, String execution, Optional<FloorTables.Current> current)
            throws IOException {
        if (current.isEmpty()) {
            answer(exchange, 404, status("execution-unknown"));
            return;
        }
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("execution_id", execution).put("status", "running").put("directive", "run");
        body.put("step_id", STEP + current.get().step());
        body.put("attempt", current.get().attempt());
        answer(exchange, 200, body);
    }

    private static FloorTables.Report report(HttpExchange exchange, String execution, String token, String step)
            throws IOException {
        JsonNode body = Json.mapper().readTree(exchange.getRequestBody());
        return new FloorTables.Report(
                UUID.fromString(execution),
                token,
                Integer.parseInt(step.substring(STEP.length())),
                body.path("attempt").asInt(),
                body.path("status").asText(),
                body.path("event_id").asText(),
                body.path("exit_code").asInt());
    }

    private static void advanced(HttpExchange exchange, FloorTables.Report report, boolean taken, int steps)
            throws IOException {
        if (!taken) {
            answer(exchange, 409, status("step-not-current"));
            return;
        }
        boolean over = report.step() == steps;
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("execution_id", report.execution().toString()).put("duplicate", false);
        body.put("status", over ? "completed" : "running");
        if (!over) {
            body.put("current_step_id", STEP + (report.step() + 1)).put("current_attempt", 1);
        }
        answer(exchange, 200, body);
    }

    private static ObjectNode status(String text) {
        return Json.mapper().createObjectNode().put("status", text);
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
