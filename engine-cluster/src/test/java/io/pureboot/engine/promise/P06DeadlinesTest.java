package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 6,
        says =
                "Every deadline is absolute and persisted with its cause; an overdue one fires once, soon after its execution has a home.",
        missing = "that none of many fires later than 5 s is not measured by a test",
        alsoIn = "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java")
@ExtendWith(SharedEngine.class)
class P06DeadlinesTest {
    @Test
    @Promise(
            number = 6,
            says =
                    "attempt, heartbeat, first-contact and execution time-outs and the wait step each end what they are for")
    void eachDeadlineFiresOnceUnderItsCause(Site site) {
        Install attempt = site.install(script("a", "\"timeout_seconds\":1"));
        Install silent = site.install(script("a", "\"heartbeat_timeout_seconds\":1"));
        Install absent =
                site.install("{\"id\":\"a\",\"name\":\"a\",\"type\":\"boot\",\"config\":{\"boot_timeout_seconds\":1}}");
        Install whole = site.installWith("\"timeout_seconds\":1,", script("a"));
        Install waits =
                site.install("{\"id\":\"a\",\"name\":\"a\",\"type\":\"wait\",\"config\":{\"duration_seconds\":1}}");
        ended(attempt, "failed", "timed_out", "attempt_timeout");
        ended(silent, "failed", "timed_out", "heartbeat_timeout");
        ended(absent, "failed", "timed_out", "first_contact");
        ended(whole, "failed", "cancelled", "execution_timeout");
        ended(waits, "completed", "success", "wait");
    }

    private static void ended(Install install, String status, String attempt, String cause) {
        install.await("/status", status);
        JsonNode result = install.shown().at("/step_results/0");
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo(attempt);
        assertThat(result.path("cause").asText()).as(result.toString()).isEqualTo(cause);
        assertThat(install.journalled("attempt-ended")).isEqualTo(1);
        assertThat(install.journalled("execution-ended")).isEqualTo(1);
        Duration took = Duration.between(time(result, "started_at"), time(result, "completed_at"));
        assertThat(took).as("nothing fires early: %s", result).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @Promise(number = 6, says = "the delay before a retry ends with the next attempt")
    void theRetryDelayStartsTheNextAttempt(Site site) {
        Install install = site.install(
                script("a", "\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":1"), script("b"));
        install.failed("a", 1);
        JsonNode shown = install.await("/current_attempt", "2");
        assertThat(install.journalled("retry-scheduled")).isEqualTo(1);
        assertThat(Duration.between(
                        time(shown.at("/step_results/0"), "completed_at"),
                        time(shown.at("/step_results/1"), "started_at")))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @Promise(
            number = 6,
            says = "a deadline stands in the journal as a moment, and in a row that brings its execution back")
    void aDeadlineIsPersistedAsAMoment(Site site) {
        Install install = site.install(script("a", "\"timeout_seconds\":600"), script("b"));
        Instant deadline = time(install.shown().at("/step_results/0"), "deadline");
        assertThat(site.count(
                        "SELECT count(*) FROM journal_event WHERE persistence_id = ? AND name LIKE 'attempt-started:%'"
                                + " AND (event->>'deadline')::timestamptz = ?::timestamptz",
                        "WorkflowExecution|" + install.id(), deadline.toString()))
                .isEqualTo(1);
        assertThat(site.count(
                        "SELECT count(*) FROM execution_wakeup WHERE entity_id = ? AND wake_at <= ?::timestamptz",
                        install.id(),
                        deadline.toString()))
                .isEqualTo(1);
    }

    @Test
    @Promise(
            number = 6,
            says = "one that fell due while no engine ran fires once when one runs again, without anybody asking")
    void anOverdueOneFiresOnce() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Install install;
        Instant deadline;
        try (Site site = Site.open(database, Map.of())) {
            install = site.install(script(
                    "a",
                    "\"timeout_seconds\":3,\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":600"));
            deadline = time(install.shown().at("/step_results/0"), "deadline");
        }
        Awaitility.await("the deadline to pass").until(() -> Instant.now().isAfter(deadline));
        try (Site next = Site.open(database, Map.of())) {
            Install same = new Install(next, install.mac(), install.node(), install.id(), install.token());
            Awaitility.await("the time-out")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> same.journalled("retry-scheduled") == 1);
            assertThat(same.attempts("a")).containsExactly("timed_out");
            assertThat(same.journalled("attempt-ended")).isEqualTo(1);
        }
    }

    private static Instant time(JsonNode result, String field) {
        return Instant.parse(result.path(field).asText());
    }
}
