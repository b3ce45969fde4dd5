package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 11,
        says = "A pause lets running attempts finish and starts nothing new; clocks stop and go on with the resume.",
        alsoIn = "engine-cluster/src/test/java/io/pureboot/engine/workflow/PauseTest.java")
@ExtendWith(SharedEngine.class)
class P11PauseTest {
    private static final String CLOCKS = """
            timeout_seconds: 1000
            steps:
              - {name: work, type: script, config: {script: x}, timeout_seconds: 600, on_failure: retry, max_retries: 3, retry_delay_seconds: 40}
              - {name: rest, type: wait, config: {duration_seconds: 100}}
            """;

    @Test
    @Promise(number = 11, says = "what runs is served and finishes, the next step begins only with the resume")
    void whatRunsFinishesAndNothingFollows(Site site) {
        Install install = site.install(script("a"), script("b"));
        Answer paused = install.operator("pause", "{\"reason\":\"new switch\"}");
        assertThat(paused.text("status")).as(paused.body()).isEqualTo("paused");
        assertThat(paused.json().at("/pause/reason").asText()).isEqualTo("new switch");
        assertThat(paused.json().at("/pause/by").asText()).isNotBlank();
        assertThat(install.heartbeat("\"step_id\":\"a\",\"attempt\":1").text("directive"))
                .isEqualTo("pause");
        assertThat(directive(install)).as("what runs is still served").isEqualTo("run");
        assertThat(install.success("a", 1).text("status")).isEqualTo("paused");
        assertThat(directive(install)).isEqualTo("wait");
        assertThat(install.boot().text("action")).isEqualTo("wait");
        assertThat(install.attempts("b")).isEmpty();
        Answer resumed = install.operator("resume", "{}");
        assertThat(resumed.text("status")).as(resumed.body()).isEqualTo("running");
        assertThat(directive(install)).isEqualTo("run");
        assertThat(install.success("b", 1).text("status")).isEqualTo("completed");
    }

    @Test
    @Promise(number = 11, says = "asked again both are answered alike and leave no event; an ended one is refused")
    void repeatedAndTooLate(Site site) {
        Install install = site.install(script("a"));
        for (String action : new String[] {"pause", "resume"}) {
            assertThat(install.operator(action, "{}").status()).isEqualTo(200);
            long before = install.journalled("");
            assertThat(install.operator(action, "{}").status()).isEqualTo(200);
            assertThat(install.journalled("")).isEqualTo(before);
        }
        install.success("a", 1);
        for (String action : new String[] {"pause", "resume"}) {
            Answer late = install.operator(action, "{}");
            assertThat(late.status()).as(late.body()).isEqualTo(409);
            assertThat(late.text("code")).isEqualTo("execution-ended");
        }
    }

    @Test
    @Promise(number = 11, says = "a wait that ends for another execution does not end for one that is paused meanwhile")
    void aPausedWaitDoesNotEnd(Site site) {
        String wait = "{\"id\":\"rest\",\"name\":\"rest\",\"type\":\"wait\",\"config\":{\"duration_seconds\":8}}";
        Install paused = site.installWith("\"timeout_seconds\":5000,", wait);
        Instant deadline = Instant.parse(paused.shown().path("deadline").asText());
        Instant end =
                Instant.parse(paused.shown().at("/step_results/0/deadline").asText());
        assertThat(paused.operator("pause", "{}").text("status")).isEqualTo("paused");
        assertThat(paused.shown().has("deadline"))
                .as("a clock that stands has no deadline")
                .isFalse();
        site.install(wait).await("/status", "completed");
        assertThat(paused.attempts("rest")).containsExactly("running");
        paused.operator("resume", "{}");
        Duration stood = between(paused, "execution-paused", "execution-resumed");
        JsonNode resumed = paused.shown();
        assertThat(Instant.parse(resumed.path("deadline").asText())).isEqualTo(deadline.plus(stood));
        assertThat(Instant.parse(resumed.at("/step_results/0/deadline").asText()))
                .isEqualTo(end.plus(stood));
        paused.await("/status", "completed");
    }

    @Test
    @Promise(
            number = 11,
            says = "a retry that waits keeps what is left of its delay, the execution what is left of its time")
    void theClocksOfRetryAndExecutionAreRebased() {
        PureRun run = new PureRun(CLOCKS);
        run.report("work", ReportStatus.FAILED, 1);
        run.later(25).pause();
        run.later(3600).timePasses();
        assertThat(run.execution().attempts()).as("in a pause no retry begins").hasSize(1);
        run.resume();
        assertThat(run.execution().deadline()).contains(PureRun.BEGIN.plusSeconds(3600 + 1000));
        run.later(14).timePasses();
        assertThat(run.execution().attempts()).hasSize(1);
        run.later(1).timePasses();
        assertThat(run.execution().attempts()).hasSize(2);
        run.report("work", ReportStatus.SUCCESS, 2);
        run.pause();
        run.later(5000).timePasses();
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.PAUSED);
    }

    @Test
    @Promise(number = 11, says = "a wait step keeps what is left of its time, through several pauses")
    void theClockOfAWaitIsRebased() {
        PureRun run = new PureRun(CLOCKS);
        run.report("work", ReportStatus.SUCCESS, 1);
        for (int i = 0; i < 3; i++) {
            run.later(30).pause();
            run.later(500).timePasses();
            run.resume();
        }
        run.later(9).timePasses();
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.RUNNING);
        run.later(1).timePasses();
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    @Promise(number = 11, says = "the time-out of an attempt that runs goes on in a pause")
    void aRunningAttemptKeepsItsDeadline() {
        PureRun run = new PureRun(CLOCKS);
        run.later(10).pause();
        run.later(590).timePasses();
        assertThat(run.execution().attempts()).extracting(Attempt::status).containsExactly(StepStatus.TIMED_OUT);
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.PAUSED);
    }

    private static String directive(Install install) {
        return install.site()
                .engine()
                .get("/api/v1/callback/" + install.id() + "/current", install.token())
                .text("directive");
    }

    /** From one event of the audit to another. */
    private static Duration between(Install install, String from, String to) {
        return Duration.between(at(install, from), at(install, to));
    }

    private static Instant at(Install install, String name) {
        Answer audit = install.site().engine().get("/api/v1/executions/" + install.id() + "/events");
        for (JsonNode item : audit.json().path("items")) {
            if (item.path("name").asText().equals(name)) {
                return Instant.parse(item.path("at").asText());
            }
        }
        throw new AssertionError("no " + name + " in " + audit.body());
    }
}
