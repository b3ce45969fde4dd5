package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Promise(
        number = 28,
        says = "Logs never enter the journal; callback bodies are limited, heartbeats and progress are no events.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/http/ProblemsTest.java",
            "boot-edge/src/test/java/io/pureboot/edge/RelayTest.java"
        })
class P28LogsTest {
    private static final int QUOTA = 3000;

    private final Site site = Site.open(PostgresForTests.freshDatabase(), Map.of("logs.attempt-quota", QUOTA));
    private final Install install =
            site.install(script("one", "\"max_retries\":2,\"on_failure\":\"retry\""), script("two"));

    @AfterEach
    void stop() {
        site.close();
    }

    private Answer chunk(String step, int attempt, long offset, String text) {
        return chunk(step + "/logs?attempt=" + attempt + "&offset=" + offset, text);
    }

    private Answer chunk(String where, String text) {
        return site.engine()
                .send(
                        "POST",
                        "/api/v1/callback/" + install.id() + "/step/" + where,
                        install.token(),
                        "text/plain",
                        text);
    }

    private void report(String step, String fields) {
        Answer answer = install.say(step, fields);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private Answer log(String step, String query) {
        return site.engine().get("/api/v1/executions/" + install.id() + "/steps/" + step + "/logs" + query);
    }

    @Test
    @Promise(
            number = 28,
            says =
                    "chunks come with their offset, may be repeated, and are refused with the offset that is expected where they leave a gap")
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
    @Promise(number = 28, says = "a chunk of an attempt or step that is not there is refused")
    void whatIsNotThereIsRefused() {
        assertThat(chunk("one", 2, 0, "x").text("code")).isEqualTo("attempt-unknown");
        assertThat(chunk("two", 1, 0, "x").status()).isEqualTo(409);
        assertThat(chunk("three", 1, 0, "x").text("code")).isEqualTo("step-unknown");
        assertThat(chunk("one", 0, 0, "x").text("code")).isEqualTo("malformed-parameter");
        assertThat(chunk("one/logs?attempt=1", "x").text("code")).isEqualTo("malformed-parameter");
        assertThat(site.engine().get("/api/v1/executions/none/steps/one/logs").text("code"))
                .isEqualTo("execution-unknown");
        assertThat(log("two", "").text("code")).isEqualTo("attempt-unknown");
    }

    @Test
    @Promise(number = 28, says = "an attempt has a quota; what is over it is cut off, with a mark")
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
    @Promise(
            number = 28,
            says = "what a report brings goes into the table too, and only the end of a failure into the journal")
    void aReportsLogsGoIntoTheTableAndOnlyTheEndOfAFailureIntoTheJournal() {
        String needle = "needle-in-the-journal";
        chunk("one", 1, 0, "begun\nended\n");
        // An agent that has sent chunks repeats their end with its report.
        report("one", "\"status\":\"failed\",\"attempt\":1,\"logs\":\"ended\\n\"");
        assertThat(log("one", "?attempt=1").body()).isEqualTo("begun\nended\n");
        String large = needle + "x".repeat(2500);
        install.await("/current_attempt", "2");
        for (int i = 0; i < 2; i++) {
            report("one", "\"status\":\"success\",\"attempt\":2,\"event_id\":\"e2\",\"logs\":\"" + large + "\"");
        }
        assertThat(log("one", "?attempt=2").body()).isEqualTo(large);
        report("two", "\"status\":\"failed\",\"attempt\":1,\"logs\":\"" + large + "END\"");
        assertThat(log("two", "").body()).isEqualTo(large + "END");
        assertThat(install.shown().path("step_results").findValuesAsText("logs"))
                .filteredOn(text -> text.endsWith("END"))
                .singleElement()
                .satisfies(text -> assertThat(text).hasSize(2048));
        assertThat(site.count(
                        "SELECT count(*) FROM event_journal WHERE convert_from(event_payload, 'UTF8') LIKE ?",
                        "%" + needle + "%"))
                .isZero();
        assertThat(site.count("SELECT count(*) FROM log_chunk")).isEqualTo(3);
    }

    @Test
    @Promise(number = 28, says = "who follows a log gets chunks as they come, until the attempt ends")
    void whoFollowsGetsChunksAsTheyComeUntilTheAttemptEnds() throws IOException {
        chunk("one", 1, 0, "early\n");
        HttpResponse<InputStream> following = follow("/steps/one/logs?follow=true&offset=1");
        assertThat(following.headers().firstValue("Transfer-Encoding")).contains("chunked");
        try (InputStream stream = following.body()) {
            assertThat(next(stream, 5)).isEqualTo("arly\n");
            chunk("one", 1, 6, "late\n");
            assertThat(next(stream, 5)).isEqualTo("late\n");
            report("one", "\"status\":\"success\",\"attempt\":1,\"logs\":\"last words\\n\"");
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words\n");
        }
    }

    @Test
    @Promise(number = 28, says = "heartbeats and progress leave no event; sub-tasks are kept with their time")
    void whatIsSaidOnTheWayIsNoEvent() {
        long before = install.journalled("");
        for (int i = 0; i < 3; i++) {
            report(
                    "one",
                    "\"status\":\"progress\",\"attempt\":1,\"percent\":" + i + ",\"sub_task\":\"part " + i + "\"");
            assertThat(install.heartbeat("\"step_id\":\"one\",\"attempt\":1").status())
                    .isEqualTo(200);
        }
        JsonNode said = install.shown().at("/step_results/0/sub_tasks");
        assertThat(said.findValuesAsText("message")).containsExactly("part 0", "part 1", "part 2");
        assertThat(said.findValuesAsText("at")).hasSize(3).allSatisfy(Instant::parse);
        assertThat(install.journalled("")).isEqualTo(before);
    }

    @Test
    @Promise(number = 28, says = "a callback's body over 256 KB gets 413 and changes nothing; one beneath is taken")
    void callbackBodiesAreLimited() {
        Answer over = install.say("one", "\"status\":\"success\",\"logs\":\"" + "x".repeat(256 << 10) + "\"");
        assertThat(over.status()).isEqualTo(413);
        assertThat(over.text("code")).isEqualTo("body-too-large");
        assertThat(install.attempts("one")).containsExactly("running");
        Answer beneath = install.say("one", "\"status\":\"success\",\"logs\":\"" + "x".repeat(255 << 10) + "\"");
        assertThat(beneath.text("current_step_id")).as(beneath.body()).isEqualTo("two");
    }

    private HttpResponse<InputStream> follow(String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(site.engine().uri() + "/api/v1/executions/" + install.id() + path))
                .header("Authorization", "Bearer " + EngineForTests.ADMIN)
                .build();
        CompletableFuture<HttpResponse<InputStream>> answer =
                HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static String next(InputStream stream, int bytes) throws IOException {
        return new String(stream.readNBytes(bytes), StandardCharsets.UTF_8);
    }
}
