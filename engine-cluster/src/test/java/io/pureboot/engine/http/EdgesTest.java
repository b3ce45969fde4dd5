package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What edges say of themselves, and what people see of it. */
class EdgesTest {
    private static final String FILE = "ab".repeat(32);

    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start(
                PostgresForTests.freshDatabase(),
                Map.of(
                        "edges.heartbeat", "1 s",
                        "edges.write-each", "400 ms",
                        "edges.late-after", "2 s",
                        "edges.gone-after", "4 s"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Answer beat(String edge, String instance, int uptime, int spooled) {
        return engine.post("/api/v1/edges/" + edge + "/heartbeat", EDGE, """
                {"instance":"%s","version":"1.2.3","url":"http://10.0.0.1:8081","site":"Basel","uptime_seconds":%d,
                 "spool":{"reports":%d,"bytes":4000000000,"oldest_seconds":7,"max_reports":200000,"max_bytes":2147483648},
                 "cache":{"files":2,"bytes":5,"max_bytes":9},"counters":{"c{a=\\"b\\"}":3,"no number":"x"},"newer":true}""".formatted(instance, uptime, spooled));
    }

    private static JsonNode edge(String id) {
        Answer answer = engine.get("/api/v1/edges/" + id);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static Instant moment(JsonNode edge, String field) {
        return Instant.parse(edge.path(field).asText());
    }

    @Test
    void whatAnEdgeSaysIsShown() {
        Answer answer = beat("e-1", "i-1", 100, 3);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"next_seconds\":1,\"prefetch\":[]}");
        JsonNode shown = edge("e-1");
        assertThat(shown.path("state").asText()).isEqualTo("online");
        assertThat(shown.path("site").asText()).isEqualTo("Basel");
        assertThat(shown.path("version").asText()).isEqualTo("1.2.3");
        assertThat(shown.path("url").asText()).isEqualTo("http://10.0.0.1:8081");
        assertThat(shown.path("spool").toString())
                .isEqualTo("{\"reports\":3,\"bytes\":4000000000,\"oldest_seconds\":7,\"max_reports\":200000,"
                        + "\"max_bytes\":2147483648}");
        assertThat(shown.path("cache").toString()).isEqualTo("{\"files\":2,\"bytes\":5,\"max_bytes\":9}");
        assertThat(shown.path("counters").toString()).isEqualTo("{\"c{a=\\\"b\\\"}\":3}");
        assertThat(Duration.between(moment(shown, "started_at"), moment(shown, "first_seen_at")))
                .isEqualTo(Duration.ofSeconds(100));
    }

    /** The start is that of the first heartbeat of an instance, however inexact ages are. */
    @Test
    void aRestartShowsAndNothingElseMovesTheStart() {
        beat("e-2", "i-1", 100, 0);
        Instant first = moment(edge("e-2"), "started_at");
        beat("e-2", "i-1", 103, 1);
        assertThat(moment(edge("e-2"), "started_at")).isEqualTo(first);
        beat("e-2", "i-2", 1, 1);
        assertThat(moment(edge("e-2"), "started_at")).isAfter(first.plusSeconds(50));
    }

    @Test
    void whatSaysNothingNewIsWrittenNowAndThenOnly() {
        beat("e-3", "i", 1, 0);
        Instant written = moment(edge("e-3"), "last_seen_at");
        for (int i = 0; i < 3; i++) {
            beat("e-3", "i", 1, 0);
        }
        Instant soon = moment(edge("e-3"), "last_seen_at");
        assertThat(soon.equals(written) || soon.isAfter(written.plusMillis(390)))
                .as("%s, then %s", written, soon)
                .isTrue();
        Awaitility.await("the next one that is written")
                .pollInterval(Duration.ofMillis(100))
                .until(() -> beat("e-3", "i", 1, 0).status() == 200
                        && moment(edge("e-3"), "last_seen_at").isAfter(soon));
        Instant before = moment(edge("e-3"), "last_seen_at");
        beat("e-3", "i", 1, 1);
        assertThat(moment(edge("e-3"), "last_seen_at")).as("news").isAfter(before);
        assertThat(edge("e-3").path("spool").path("reports").asInt()).isEqualTo(1);
    }

    @Test
    void aSilentOneIsLateThenGoneAndMayBeForgotten() {
        beat("e-4", "i", 1, 0);
        Answer tooEarly = engine.send("DELETE", "/api/v1/edges/e-4", ADMIN, "application/json", "");
        assertThat(tooEarly.status()).isEqualTo(409);
        assertThat(tooEarly.text("code")).isEqualTo("edge-not-gone");
        List<String> states = new ArrayList<>();
        Awaitility.await("its end").atMost(Duration.ofSeconds(20)).until(() -> {
            String state = edge("e-4").path("state").asText();
            if (!states.contains(state)) {
                states.add(state);
            }
            return state.equals("gone");
        });
        assertThat(states).containsExactly("online", "late", "gone");
        assertThat(engine.send("DELETE", "/api/v1/edges/e-4", ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        assertThat(engine.get("/api/v1/edges/e-4").text("code")).isEqualTo("edge-unknown");
        assertThat(engine.send("DELETE", "/api/v1/edges/e-4", ADMIN, "application/json", "")
                        .status())
                .isEqualTo(404);
    }

    /** Who speaks has been there before the other one spoke last, and so has that one. */
    @Test
    void twoUnderOneIdAreNoticedAndBothAreTold() {
        assertThat(beat("e-8", "i-1", "http://10.0.0.8:8081", 100)).doesNotContain("warning");
        String told =
                "{\"code\":\"edge-id-shared\",\"detail\":\"two edges call themselves e-8, at http://10.0.0.8:8081 and "
                        + "http://10.0.0.9:8081: give one of them another PUREBOOT_EDGE_ID\"}";
        assertThat(beat("e-8", "i-2", "http://10.0.0.9:8081", 50)).contains("\"warning\":" + told);
        assertThat(beat("e-8", "i-1", "http://10.0.0.8:8081", 101)).contains("\"warning\":" + told);
        assertThat(edge("e-8").path("warnings").toString()).isEqualTo("[" + told + "]");
        Awaitility.await("one of them is switched off, and it is told no more")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    beat("e-8", "i-1", "http://10.0.0.8:8081", 110);
                    return edge("e-8").path("warnings").isEmpty();
                });
    }

    /** A word of the dead one may be under way for seconds. */
    @Test
    void oneThatIsStartedAnewIsNoSecondOne() {
        beat("e-9", "i-1", "http://10.0.0.8:8081", 100);
        beat("e-9", "i-2", "http://10.0.0.9:8081", 1);
        beat("e-9", "i-1", "http://10.0.0.8:8081", 101);
        beat("e-9", "i-2", "http://10.0.0.9:8081", 7);
        beat("e-9", "i-3", "http://10.0.0.9:8081", 0);
        assertThat(edge("e-9").path("warnings").toString()).isEqualTo("[]");
    }

    private static String beat(String edge, String instance, String url, int uptime) {
        Answer answer = engine.post("/api/v1/edges/" + edge + "/heartbeat", EDGE, """
                {"instance":"%s","version":"1","url":"%s","uptime_seconds":%d}""".formatted(instance, url, uptime));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void listsHavePages() {
        for (int i = 0; i < 5; i++) {
            beat("p-" + i, "i", 1, 0);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = engine.get("/api/v1/edges?limit=2" + cursor).json();
            page.path("items").forEach(item -> seen.add(item.path("id").asText()));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().containsSubsequence("p-4", "p-3", "p-2", "p-1", "p-0");
    }

    @Test
    void onlyEdgesSpeakAndOnlyPeopleRead() {
        String body = "{\"instance\":\"i\",\"version\":\"1\",\"url\":\"http://x\"}";
        assertThat(engine.post("/api/v1/edges/e-5/heartbeat", "", body).status())
                .isEqualTo(401);
        assertThat(engine.post("/api/v1/edges/e-5/heartbeat", EDGE, body).status())
                .isEqualTo(200);
        assertThat(engine.get("/api/v1/edges", EDGE).status()).isEqualTo(403);
        assertThat(engine.get("/api/v1/edges/e-5", EDGE).status()).isEqualTo(403);
        Answer faulty =
                engine.post("/api/v1/edges/e-6/heartbeat", EDGE, "{\"instance\":\"a b\",\"spool\":{\"reports\":-1}}");
        assertThat(faulty.status()).isEqualTo(400);
        assertThat(faulty.text("code")).isEqualTo("invalid-body");
        assertThat(engine.post("/api/v1/edges/e%20x/heartbeat", EDGE, body).text("code"))
                .isEqualTo("malformed-id");
        assertThat(engine.get("/api/v1/edges/e-6").status()).isEqualTo(404);
    }

    @Test
    void theMetricsCountThem() {
        beat("e-7", "i", 1, 40);
        Awaitility.await("the look that comes every ten seconds")
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    beat("e-7", "i", 1, 40);
                    String page = engine.get("/metrics").body();
                    assertThat(page).containsPattern("pureboot_edges\\{state=\"online\"} [1-9]");
                    assertThat(page).containsPattern("pureboot_edges_spooled_reports [4-9][0-9]");
                });
    }

    @Test
    void anEdgeIsToldWhatTheMachinesBeforeItWillAskFor() {
        beat("near", "i", 1, 0);
        beat("far", "i", 1, 0);
        String workflow = engine.post("/api/v1/workflows", """
                {"name":"prefetched","os_family":"linux","steps":[
                 {"id":"up","name":"Up","type":"boot","config":{"kernel":"sha256/%s","initrd":["debian/initrd"]}}]}""".formatted(FILE)).text("id");
        Answer boot = engine.post("/api/v1/boot", EDGE, """
                {"mac":"52:54:00:00:55:01","arch":"x86_64","platform":"efi","edge_id":"near","edge_url":"http://10.0.0.1:8081"}""");
        Answer started = engine.post(
                "/api/v1/nodes/" + boot.text("node_id") + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        Awaitility.await("the file that its kernel is")
                .until(() -> beat("near", "i", 1, 0).body().contains(FILE));
        assertThat(beat("far", "i", 1, 0).body()).contains("\"prefetch\":[]");
    }
}
