package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs lie beside the journal, in chunks (promise P-28). */
class LogsTest {
    private static final int QUOTA = 3000;

    private final FreshDatabase database = PostgresForTests.freshDatabase();
    private EngineForTests engine;
    private String execution = "";
    private String token = "";

    @BeforeEach
    void start() {
        engine = EngineForTests.start(database, Map.of("logs.attempt-quota", QUOTA));
        Answer workflow = engine.post("/api/v1/workflows", """
                {"name": "w", "os_family": "linux", "steps": [
                  {"id": "one", "name": "One", "type": "script", "config": {"script": "true"}, "max_retries": 2, "on_failure": "retry"},
                  {"id": "two", "name": "Two", "type": "script", "config": {"script": "true"}}]}""");
        Answer node = engine.post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:07:01\"}");
        Answer started = engine.post(
                "/api/v1/nodes/" + node.text("id") + "/execute", "{\"workflow_id\": \"" + workflow.text("id") + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        execution = started.text("id");
        token = started.text("callback_token");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Answer chunk(String step, int attempt, long offset, String text) {
        return engine.send(
                "POST",
                "/api/v1/callback/" + execution + "/step/" + step + "/logs?attempt=" + attempt + "&offset=" + offset,
                token,
                "text/plain",
                text);
    }

    private Answer report(String step, String body) {
        Answer answer = engine.post("/api/v1/callback/" + execution + "/step/" + step, token, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private Answer log(String step, String query) {
        return engine.get("/api/v1/executions/" + execution + "/steps/" + step + "/logs" + query);
    }

    @Test
    void chunksFollowEachOtherAndAnyOfThemMayBeRepeated() {
        Answer first = chunk("one", 1, 0, "first\n");
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.json().path("next_offset").asLong()).isEqualTo(6);
        assertThat(chunk("one", 1, 6, "zwölf\n").json().path("next_offset").asLong())
                .isEqualTo(13);
        assertThat(chunk("one", 1, 0, "first\n").json().path("next_offset").asLong())
                .isEqualTo(13);
        for (long wrong : new long[] {3, 14}) {
            Answer refused = chunk("one", 1, wrong, "x");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("code")).isEqualTo("offset-mismatch");
            assertThat(refused.json().path("expected_offset").asLong()).isEqualTo(13);
        }
        Answer whole = log("one", "");
        assertThat(whole.body()).isEqualTo("first\nzwölf\n");
        assertThat(whole.header("X-PureBoot-Next-Offset")).contains("13");
        assertThat(whole.header("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(log("one", "?attempt=1&offset=6").body()).isEqualTo("zwölf\n");
        assertThat(log("one", "?offset=99").body()).isEmpty();
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThat(chunk("one", 2, 0, "x").text("code")).isEqualTo("attempt-unknown");
        assertThat(chunk("two", 1, 0, "x").status()).isEqualTo(409);
        assertThat(chunk("three", 1, 0, "x").text("code")).isEqualTo("step-unknown");
        assertThat(chunk("one", 0, 0, "x").text("code")).isEqualTo("malformed-parameter");
        assertThat(engine.send(
                                "POST",
                                "/api/v1/callback/" + execution + "/step/one/logs?attempt=1",
                                token,
                                "text/plain",
                                "x")
                        .text("code"))
                .isEqualTo("malformed-parameter");
        assertThat(engine.get("/api/v1/executions/none/steps/one/logs").text("code"))
                .isEqualTo("execution-unknown");
        assertThat(log("two", "").text("code")).isEqualTo("attempt-unknown");
    }

    @Test
    void anAttemptHasAQuotaAndWhatIsCutOffIsMarked() {
        assertThat(chunk("one", 1, 0, "a".repeat(2999)).json().path("truncated").asBoolean())
                .isFalse();
        // The quota's last byte would be the first half of a character.
        Answer over = chunk("one", 1, 2999, "öbcdef");
        assertThat(over.status()).isEqualTo(200);
        assertThat(over.json().path("truncated").asBoolean()).isTrue();
        Answer more = chunk("one", 1, 3010, "more");
        assertThat(more.status()).isEqualTo(200);
        assertThat(more.json().path("truncated").asBoolean()).isTrue();
        assertThat(log("one", "").body())
                .isEqualTo("a".repeat(2999) + "\n[the log ends here: an attempt may have " + QUOTA + " bytes]\n");
    }

    @Test
    void aReportsLogsGoIntoTheTableAndOnlyTheEndOfAFailureIntoTheJournal() throws SQLException {
        String needle = "needle-in-the-journal";
        chunk("one", 1, 0, "begun\nended\n");
        // An agent that has sent chunks repeats their end with its report.
        report("one", "{\"status\": \"failed\", \"attempt\": 1, \"event_id\": \"e1\", \"logs\": \"ended\\n\"}");
        assertThat(log("one", "?attempt=1").body()).isEqualTo("begun\nended\n");
        String long2 = needle + "x".repeat(2500);
        retryIsUnderWay();
        report("one", "{\"status\": \"success\", \"attempt\": 2, \"event_id\": \"e2\", \"logs\": \"" + long2 + "\"}");
        report("one", "{\"status\": \"success\", \"attempt\": 2, \"event_id\": \"e2\", \"logs\": \"" + long2 + "\"}");
        assertThat(log("one", "?attempt=2").body()).isEqualTo(long2);
        report("two", "{\"status\": \"failed\", \"attempt\": 1, \"logs\": \"" + long2 + "END\"}");
        assertThat(log("two", "").body()).isEqualTo(long2 + "END");
        String failed =
                engine
                        .get("/api/v1/executions/" + execution)
                        .json()
                        .path("step_results")
                        .findValuesAsText("logs")
                        .stream()
                        .filter(text -> text.endsWith("END"))
                        .findFirst()
                        .orElseThrow();
        assertThat(failed).hasSize(2048);
        assertThat(count("SELECT count(*) FROM event_journal WHERE convert_from(event_payload, 'UTF8') LIKE '%" + needle
                        + "%'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM log_chunk")).isEqualTo(3);
    }

    private void retryIsUnderWay() {
        org.awaitility.Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(engine.get("/api/v1/executions/" + execution)
                                .json()
                                .path("current_attempt")
                                .asInt())
                        .isEqualTo(2));
    }

    @Test
    void whoFollowsGetsChunksAsTheyComeUntilTheAttemptEnds() throws IOException {
        chunk("one", 1, 0, "early\n");
        HttpResponse<InputStream> following = follow("/steps/one/logs?follow=true&offset=1");
        assertThat(following.headers().firstValue("Transfer-Encoding")).contains("chunked");
        try (InputStream stream = following.body()) {
            assertThat(next(stream, 5)).isEqualTo("arly\n");
            chunk("one", 1, 6, "late\n");
            assertThat(next(stream, 5)).isEqualTo("late\n");
            report("one", "{\"status\": \"success\", \"attempt\": 1, \"logs\": \"last words\\n\"}");
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words\n");
        }
    }

    private HttpResponse<InputStream> follow(String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(engine.uri() + "/api/v1/executions/" + execution + path))
                .header("Authorization", "Bearer " + EngineForTests.ADMIN)
                .build();
        CompletableFuture<HttpResponse<InputStream>> answer =
                HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static String next(InputStream stream, int bytes) throws IOException {
        return new String(stream.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private long count(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
