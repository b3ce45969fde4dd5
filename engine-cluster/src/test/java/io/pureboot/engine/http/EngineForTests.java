package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.pureboot.engine.Engine;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real engine on a fresh database of a real PostgreSQL, with a client that speaks to its socket. */
public final class EngineForTests implements AutoCloseable {
    /** The administrator's token of every engine that is started here. */
    public static final String ADMIN = "admin-token-for-tests";
    /** The edges' token. */
    public static final String EDGE = "edge-token-for-tests";

    /** The keys of secrets, the same on all engines. */
    public static final String KEYSET = "dGhlIGtleSBvZiBzZWNyZXRzLCBpbiBhbGwgdGVzdHM=";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Engine engine;

    private EngineForTests(Engine engine) {
        this.engine = engine;
    }

    /** What the engine has answered. */
    public record Answer(int status, HttpResponse<String> response) {
        public String body() {
            return response.body();
        }

        public JsonNode json() {
            try {
                return Json.mapper().readTree(response.body());
            } catch (IOException malformed) {
                throw new UncheckedIOException(response.body(), malformed);
            }
        }

        public String text(String field) {
            return json().path(field).asText();
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }
    }

    /** An engine on a database of its own. */
    public static EngineForTests start() {
        return start(PostgresForTests.freshDatabase(), Map.of());
    }

    /** @param more keys below {@code pureboot.engine} */
    public static EngineForTests start(FreshDatabase database, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("pureboot.engine.data-dir", directory().toString());
        keys.put("pureboot.engine.http.port", 0);
        keys.put("pureboot.engine.database.url", database.jdbcUrl());
        keys.put("pureboot.engine.database.user", database.user());
        keys.put("pureboot.engine.database.password", database.password());
        keys.put("pureboot.engine.access.admin-token", ADMIN);
        keys.put("pureboot.engine.access.edge-token", EDGE);
        keys.put("pureboot.engine.access.token-key", "the same key on all engines");
        keys.put("pureboot.engine.secrets.keyset", KEYSET);
        more.forEach((key, value) -> keys.put("pureboot.engine." + key, value));
        return new EngineForTests(Engine.start(ConfigFactory.parseMap(keys)));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target/engines")), "engine");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    public URI uri() {
        return engine.httpUri();
    }

    public Engine engine() {
        return engine;
    }

    public Answer get(String path) {
        return send(request(path, ADMIN).GET());
    }

    public Answer get(String path, String token, String... headers) {
        return send(request(path, token, headers).GET());
    }

    public Answer post(String path, String json) {
        return post(path, ADMIN, json);
    }

    public Answer post(String path, String token, String json, String... headers) {
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer send(String method, String path, String token, String type, String body, String... headers) {
        return send(request(path, token, headers)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String token, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri() + path)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        engine.stop().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
