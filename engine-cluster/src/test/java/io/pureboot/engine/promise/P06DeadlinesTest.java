package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 6,
        says =
                "Every deadline is absolute and persisted with its cause; an overdue one fires once, soon after its execution has a home.",
        alsoIn = "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java")
@ExtendWith(SharedEngine.class)
class P06DeadlinesTest {
    /** The promise's own. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final int MANY = 40;

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

    @Test
    @Promise(
            number = 6,
            says =
                    "of many, in memory or not, none fires later than 5 s; none of those that fell due while no engine ran, later than 5 s after one runs again")
    void noneOfManyFiresLate() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        // Half a second in memory: most are brought back by their rows.
        Map<String, Object> forgetful = Map.of("execution.passivate-after", "500 ms", "sweep.ahead", "400 ms");
        List<Install> early;
        List<Install> late;
        try (Site site = Site.open(database, forgetful)) {
            early = many(site, 2);
            early.forEach(each -> each.awaitRow("failed"));
            early.forEach(each -> assertThat(lateness(each, Instant.MIN)).isLessThanOrEqualTo(BOUND));
            late = many(site, 10);
        }
        Awaitility.await("the deadlines to pass").atMost(Duration.ofSeconds(30)).until(() -> rows(database, ">") == 0);
        assertThat(rows(database, "<=")).as("overdue").isPositive();
        try (Site next = Site.open(database, forgetful)) {
            Instant home = Instant.now();
            List<Install> same = late.stream().map(each -> each.at(next)).toList();
            same.forEach(each -> each.awaitRow("failed"));
            same.forEach(each -> assertThat(lateness(each, home)).isLessThanOrEqualTo(BOUND));
        }
    }

    private static List<Install> many(Site site, int timeoutSeconds) {
        String workflow = site.workflow("\"steps\":[" + script("a", "\"timeout_seconds\":" + timeoutSeconds) + "]");
        return Stream.generate(() -> site.installOf(workflow)).limit(MANY).toList();
    }

    private static long rows(FreshDatabase database, String when) {
        return Site.count(database, "SELECT count(*) FROM execution_wakeup WHERE wake_at " + when + " now()");
    }

    /** By how much the attempt ended after its deadline, or after {@code home} where that came later. */
    private static Duration lateness(Install install, Instant home) {
        JsonNode result = install.shown().at("/step_results/0");
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("timed_out");
        Instant deadline = time(result, "deadline");
        return Duration.between(deadline.isAfter(home) ? deadline : home, time(result, "completed_at"));
    }

    private static Instant time(JsonNode result, String field) {
        return Instant.parse(result.path(field).asText());
    }
}
