package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Asked;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks through a whole edge, between a real HTTP client and an engine that a test controls. */
class RelayTest {

    private static final String[] AGENT = {"Authorization", "Bearer t0ken", "Content-Type", "application/json"};

    @TempDir
    Path directory;

    @Test
    void passesOnWhatItGetsAndWhatItIsAnswered() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> Reply.problem(409, "attempt-closed"));
                EdgeOnLoopback edge = start(engine.url())) {
            String body = "{ \"status\": \"success\",  \"event_id\": \"1\" }";
            HttpResponse<String> answer = edge.post("/api/v1/callback/e-1/step/s-1?x=%20y", body, AGENT);

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).isEqualTo("{\"code\":\"attempt-closed\"}");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            Asked asked = engine.asked().getFirst();
            assertThat(asked.url()).isEqualTo("/api/v1/callback/e-1/step/s-1?x=%20y");
            assertThat(asked.body()).isEqualTo(body);
            assertThat(asked.headers())
                    .containsEntry("Authorization", "Bearer t0ken")
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("X-PureBoot-Edge", "edge-in-test")
                    .containsEntry("X-PureBoot-Edge-Url", edge.url());
        }
    }

    @Test
    void passesOnTheShellFormOfTheCurrentStep() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(
                        asked -> new Reply(200, "text/x-shellscript", "PUREBOOT_DIRECTIVE='run'\n", Map.of()));
                EdgeOnLoopback edge = start(engine.url())) {
            HttpResponse<String> answer =
                    edge.get("/api/v1/callback/e-1/current?format=sh", "Accept", "text/x-shellscript");
            assertThat(answer.body()).isEqualTo("PUREBOOT_DIRECTIVE='run'\n");
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/x-shellscript");
            assertThat(engine.asked().getFirst().headers()).containsEntry("Accept", "text/x-shellscript");
            assertThat(engine.asked().getFirst().url()).isEqualTo("/api/v1/callback/e-1/current?format=sh");
        }
    }

    @Test
    void goesToTheNextEngineWhenOneIsAwayAndStaysThere() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl(), engine.url())) {
            await("its own first heartbeat").until(() -> !engine.heartbeats().isEmpty());
            assertThat(report(edge, "e-1", "1").statusCode()).isEqualTo(200);
            long failovers = edge.edge().counters().value(Counted.ENGINE_FAILOVERS);
            assertThat(failovers).isBetween(1L, 2L);
            assertThat(report(edge, "e-1", "2").statusCode()).isEqualTo(200);
            assertThat(edge.edge().counters().value(Counted.ENGINE_FAILOVERS)).isEqualTo(failovers);
        }
    }

    @Test
    void goesToTheNextEngineWhenOneForgetsToAnswer() {
        try (EngineOnLoopback forgetful = EngineOnLoopback.thatForgetsToAnswer();
                EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(forgetful.url(), engine.url())) {
            assertThat(report(edge, "e-1", "1").statusCode()).isEqualTo(200);
            assertThat(eventIds(engine)).containsExactly("1");
        }
    }

    @Test
    void aReportWithoutEventIdGetsOneBeforeItIsFirstSent() {
        try (EngineOnLoopback forgetful = EngineOnLoopback.thatForgetsToAnswer();
                EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(forgetful.url(), engine.url())) {
            edge.post("/api/v1/callback/e-1/step/s", "{\"status\":\"failed\",\"exit_code\":3}", AGENT);
            String first = eventIds(forgetful).getFirst();
            assertThat(first).isNotBlank();
            assertThat(eventIds(engine)).containsExactly(first);
        }
    }

    /** P-31 */
    @ParameterizedTest
    @ValueSource(strings = {"away", "forgetful", "busy"})
    void reportsAreKeptAndForwardedInOrder(String kind) {
        try (EngineOnLoopback lame =
                        kind.equals("busy") ? EngineOnLoopback.thatIsBusy() : EngineOnLoopback.thatForgetsToAnswer();
                EdgeOnLoopback edge = start(kind.equals("away") ? EngineOnLoopback.awayUrl() : lame.url())) {
            HttpResponse<String> answer = report(edge, "e-1", "1");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("{\"spooled\":true,\"depth\":1}");
            assertThat(report(edge, "e-1", "2").body()).isEqualTo("{\"spooled\":true,\"depth\":2}");
            assertThat(report(edge, "e-1", "2").statusCode()).isEqualTo(202);
            assertThat(report(edge, "e-2", "3").body()).isEqualTo("{\"spooled\":true,\"depth\":1}");
            assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 3\n");
            if (!kind.equals("away")) {
                int before = lame.asked().size();
                lame.nowAnswers(asked -> EngineOnLoopback.acknowledgement());
                awaitEmptySpool(edge);
                List<Asked> after = lame.asked().subList(before, lame.asked().size());
                assertThat(eventIds(after, "e-1")).containsSubsequence("1", "2");
                assertThat(eventIds(after, "e-2")).contains("3");
                assertThat(after.getLast().headers()).containsEntry("Authorization", "Bearer t0ken");
                assertThat(report(edge, "e-1", "4").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void anEngineThatComesBackGetsAllInOrder() {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = start(url)) {
            for (int i = 0; i < 20; i++) {
                assertThat(report(edge, "e-" + i % 4, Integer.toString(i)).statusCode())
                        .isEqualTo(202);
            }
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                awaitEmptySpool(edge);
                assertThat(eventIds(engine.asked(), "e-0")).containsExactly("0", "4", "8", "12", "16");
                assertThat(eventIds(engine.asked(), "e-3")).containsExactly("3", "7", "11", "15", "19");
                assertThat(edge.edge().counters().value(Counted.SPOOL_FORWARDED))
                        .isEqualTo(20);
            }
        }
    }

    /** As after an engine's death: the others look for homes of its executions, and know those of all others. */
    @Test
    void executionsThatNoEngineAnswersForHoldUpNoOther() {
        CountDownLatch found = new CountDownLatch(1);
        try (EngineOnLoopback engine = EngineOnLoopback.thatIsBusy();
                EdgeOnLoopback edge = EdgeOnLoopback.start(
                        directory, List.of(engine.url()), Map.of("engine-request-timeout", "60 s"))) {
            for (int i = 1; i <= 8; i++) {
                assertThat(report(edge, "e-" + i, "event-" + i).statusCode()).isEqualTo(202);
            }
            engine.nowAnswers(asked -> {
                if (!asked.url().contains("/e-8/")) {
                    awaitLatch(found);
                }
                return EngineOnLoopback.acknowledgement();
            });
            await().untilAsserted(
                            () -> assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 7\n"));
            found.countDown();
            awaitEmptySpool(edge);
        }
    }

    @Test
    void anEdgeThatStartsAgainForwardsWhatItHadKept() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            assertThat(report(edge, "e-1", "1").statusCode()).isEqualTo(202);
        }
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(engine.url())) {
            awaitEmptySpool(edge);
            assertThat(eventIds(engine)).containsExactly("1");
        }
    }

    @Test
    void aRejectedReportLeavesTheSpoolAndTheNextOnesFollow() {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = start(url)) {
            report(edge, "e-1", "1");
            report(edge, "e-1", "2");
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                engine.nowAnswers(asked -> asked.body().contains("\"1\"")
                        ? Reply.problem(409, "attempt-closed")
                        : EngineOnLoopback.acknowledgement());
                awaitEmptySpool(edge);
                assertThat(edge.edge().counters().value(Counted.SPOOL_REJECTED)).isGreaterThanOrEqualTo(1);
                assertThat(eventIds(engine)).contains("2");
            }
        }
    }

    @Test
    void logsFormsAndEventsAreKeptToo() {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = start(url)) {
            assertThat(edge.post("/api/v1/callback/e-1/step/s/logs?attempt=1&offset=0", "line\n")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(edge.post(
                                    "/api/v1/callback/e-1/phone-home?token=t",
                                    "hostname=h&instance_id=i",
                                    "Content-Type",
                                    "application/x-www-form-urlencoded")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(edge.post("/api/v1/callback/e-1/report?token=t", "{\"name\":\"x\"}")
                            .statusCode())
                    .isEqualTo(202);
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                awaitEmptySpool(edge);
                assertThat(engine.asked().stream()
                                .map(Asked::url)
                                .map(path -> path.replaceFirst("[0-9a-f-]{36}$", "ID")))
                        .containsExactly(
                                "/api/v1/callback/e-1/step/s/logs?attempt=1&offset=0",
                                "/api/v1/callback/e-1/phone-home?token=t&event_id=ID",
                                "/api/v1/callback/e-1/report?token=t");
                assertThat(engine.asked().get(1).body()).isEqualTo("hostname=h&instance_id=i");
                assertThat(engine.asked().get(1).headers())
                        .containsEntry("Content-Type", "application/x-www-form-urlencoded");
            }
        }
    }

    @Test
    void questionsAndHeartbeatsAreNeverKept() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> current = edge.get("/api/v1/callback/e-1/current");
            assertThat(current.statusCode()).isEqualTo(503);
            assertThat(current.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(current.body()).contains("\"code\":\"engine-away\"");
            HttpResponse<String> heartbeat = edge.post("/api/v1/callback/e-1/heartbeat", "", AGENT);
            assertThat(heartbeat.statusCode()).isEqualTo(200);
            assertThat(heartbeat.body()).isEqualTo("{\"directive\":\"continue\"}");
            assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 0\n");
        }
    }

    @Test
    void nobodyLearnsHisCurrentStepBeforeHisReportsHaveArrived() {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = start(url)) {
            report(edge, "e-1", "1");
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                engine.nowAnswers(asked ->
                        asked.method().equals("GET") ? Reply.json(200, "{}") : EngineOnLoopback.acknowledgement());
                await().until(() -> edge.get("/api/v1/callback/e-1/current").statusCode() == 200);
                List<String> methods =
                        engine.asked().stream().map(Asked::method).toList();
                assertThat(methods).containsExactly("POST", "GET");
            }
        }
    }

    @Test
    void aMalformedReportIsRefusedAtOnce() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> answer = edge.post("/api/v1/callback/e-1/step/s", "{\"status\":", AGENT);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"malformed-json\"");
            assertThat(edge.post("/api/v1/callback/e-1/step/s", "[1]", AGENT).statusCode())
                    .isEqualTo(400);
            assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 0\n");
        }
    }

    /** P-28 */
    @Test
    void aBodyOver256KilobytesIsRefused() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(engine.url())) {
            String large = "{\"status\":\"success\",\"event_id\":\"1\",\"logs\":\"" + "x".repeat(300_000) + "\"}";
            HttpResponse<String> answer = edge.post("/api/v1/callback/e-1/step/s", large, AGENT);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("\"code\":\"body-too-large\"");
            assertThat(engine.asked()).isEmpty();
            String fits = "{\"status\":\"success\",\"event_id\":\"1\",\"logs\":\"" + "x".repeat(260_000) + "\"}";
            assertThat(edge.post("/api/v1/callback/e-1/step/s", fits, AGENT).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFullSpoolSaysSo() {
        try (EdgeOnLoopback edge = EdgeOnLoopback.start(
                directory, List.of(EngineOnLoopback.awayUrl()), Map.of("relay.spool-max-reports", 1))) {
            assertThat(report(edge, "e-1", "1").statusCode()).isEqualTo(202);
            HttpResponse<String> answer = report(edge, "e-1", "2");
            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("\"code\":\"spool-full\"");
        }
    }

    /** Firmware and scripts write what is no URL; it must not lie in the spool for ever. */
    @Test
    void aUrlWithOtherSignsIsEncodedAndArrives() throws IOException {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = start(url);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(edge.url()).getPort())) {
            socket.getOutputStream()
                    .write(("POST /api/v1/callback/e-1/report?x=a|b HTTP/1.1\r\nHost: x\r\n"
                                    + "Connection: close\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 202 ");
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                awaitEmptySpool(edge);
                assertThat(engine.asked().getFirst().url()).isEqualTo("/api/v1/callback/e-1/report?x=a%7Cb");
            }
        }
    }

    @Test
    void whatIsNoCallbackIsNotRelayed() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = start(engine.url())) {
            assertThat(edge.post("/api/v1/callback/e-1/../../nodes", "").statusCode())
                    .isEqualTo(404);
            assertThat(edge.post("/api/v1/callback/%2e%2e/nodes", "").statusCode())
                    .isEqualTo(404);
            assertThat(edge.post("/api/v1/nodes", "").statusCode()).isEqualTo(404);
            assertThat(engine.asked()).isEmpty();
        }
    }

    private EdgeOnLoopback start(String... engines) {
        return EdgeOnLoopback.start(directory, List.of(engines));
    }

    private static HttpResponse<String> report(EdgeOnLoopback edge, String execution, String eventId) {
        String body = "{\"status\":\"success\",\"event_id\":\"" + eventId + "\"}";
        return edge.post("/api/v1/callback/" + execution + "/step/s", body, AGENT);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unwanted) {
            throw new AssertionError(unwanted);
        }
    }

    private static void awaitEmptySpool(EdgeOnLoopback edge) {
        await().untilAsserted(
                        () -> assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 0\n"));
    }

    private static List<String> eventIds(EngineOnLoopback engine) {
        return eventIds(engine.asked(), "");
    }

    private static List<String> eventIds(List<Asked> asked, String execution) {
        return asked.stream()
                .filter(one -> one.url().startsWith("/api/v1/callback/" + execution))
                .map(one -> eventId(one.body()))
                .toList();
    }

    private static String eventId(String body) {
        try {
            return Json.mapper().readTree(body).path("event_id").asText();
        } catch (JsonProcessingException unread) {
            throw new AssertionError(body, unread);
        }
    }
}
