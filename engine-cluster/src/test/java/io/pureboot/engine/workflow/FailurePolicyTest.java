package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Document 000's four policies, crossed with the ways in which a step can go wrong. */
class FailurePolicyTest {
    private static final String STEPS = """
            steps:
              - {name: install, type: script, config: {script: "true"}, timeout_seconds: 60, heartbeat_timeout_seconds: 20,
                 on_failure: POLICY, max_retries: 2, retry_delay_seconds: 30, rollback_step_id: undo, next_state: installed}
              - {name: after, type: script, config: {script: "true"}}
              - {name: undo, type: script, config: {script: "true"}, timeout_seconds: 60}
            """;

    private static Story with(String policy) {
        return Story.of(STEPS.replace("POLICY", policy));
    }

    private static Story goesWrong(Story story, String how, int attempt) {
        return switch (how) {
            case "failed" -> story.say("install", Word.failed().exit(1).saying("no disk"));
            case "timed_out" -> story.after(60);
            case "silent" -> story.heartbeatMissed("install", attempt);
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest(name = "{0} when {1}: {2}, under way {4}")
    @CsvSource({
        "fail,     failed,    failed,       failed,    ''",
        "fail,     timed_out, failed,       timed_out, ''",
        "fail,     silent,    failed,       timed_out, ''",
        "retry,    failed,    running,      failed,    install…",
        "retry,    timed_out, running,      timed_out, install…",
        "retry,    silent,    running,      timed_out, install…",
        "skip,     failed,    running,      skipped,   after#1",
        "skip,     timed_out, running,      skipped,   after#1",
        "skip,     silent,    running,      skipped,   after#1",
        "rollback, failed,    rolling_back, failed,    undo#1",
        "rollback, timed_out, rolling_back, timed_out, undo#1",
        "rollback, silent,    rolling_back, timed_out, undo#1",
    })
    void everyPolicyMeetsEveryFailure(String policy, String how, String status, String step, String underWay) {
        Story story = goesWrong(with(policy), how, 1);
        assertThat(story.status().wire()).isEqualTo(status);
        assertThat(story.step("install").map(StepStatus::wire)).contains(step);
        assertThat(story.underWay()).isEqualTo(underWay.isEmpty() ? List.of() : List.of(underWay));
    }

    @Test
    void failEndsTheExecutionWithAnErrorThatNamesStepAttemptsAndMessage() {
        Story story = goesWrong(with("fail"), "failed", 1);
        assertThat(story.execution().error()).contains("Step 'install' failed after 1 attempt: no disk");
        assertThat(story.execution().failedStep()).contains(new StepId("install"));
        assertThat(story.execution().completedAt()).contains(Story.BEGIN);
        assertThat(story.attempt("install", 1).exitCode()).contains(1);
    }

    @Test
    void retryTriesAsOftenAsMaxRetriesSaysAndThenFails() {
        Story story = goesWrong(with("retry"), "failed", 1).after(29);
        assertThat(story.underWay()).containsExactly("install…");
        story.after(1);
        assertThat(story.underWay()).containsExactly("install#2");
        goesWrong(story, "timed_out", 2);
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.attempts("install")).containsExactly("failed", "timed_out");
        assertThat(story.execution().error()).contains("Step 'install' failed after 2 attempts: timed out after 60 s");
    }

    @Test
    void retrySucceedsAtTheSecondAttempt() {
        Story story = goesWrong(with("retry"), "failed", 1).after(30).success("install");
        assertThat(story.attempts("install")).containsExactly("failed", "success");
        assertThat(story.underWay()).containsExactly("after#1");
    }

    @Test
    void retryEndsWhereTheAgentCallsItPointless() {
        Story story = with("retry").say("install", Word.failed().pointlessToRetry());
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void retryOnNamesTheExitCodesThatAreWorthAnotherAttempt() {
        String steps = """
                steps:
                  - {name: install, type: script, config: {script: "true"}, on_failure: retry, retry_on: [75, 100]}
                """;
        assertThat(Story.of(steps).say("install", Word.failed().exit(75)).underWay())
                .containsExactly("install…");
        assertThat(Story.of(steps).say("install", Word.failed().exit(1)).status())
                .isEqualTo(ExecutionStatus.FAILED);
        assertThat(Story.of(steps).failed("install").underWay())
                .as("no exit code to judge by")
                .isNotEmpty();
        assertThat(Story.of(steps).after(3600).underWay()).containsExactly("install…");
    }

    @ParameterizedTest(name = "{0}: after {1} failures {4} s")
    @CsvSource({
        "constant,    1, 0.0, 0.0, 10.0",
        "constant,    4, 0.0, 0.0, 10.0",
        "linear,      3, 0.0, 0.0, 30.0",
        "exponential, 1, 0.0, 0.0, 10.0",
        "exponential, 3, 0.0, 0.0, 40.0",
        "exponential, 9, 0.0, 0.0, 100.0",
        "exponential, 999, 0.0, 0.0, 100.0",
        "constant,    1, 0.5, 0.0, 10.0",
        "constant,    1, 0.5, 0.5, 7.5",
    })
    void delaysGrowUpToTheirLimitAndJitterOnlyShortensThem(
            String backoff, int failures, double jitter, double chance, double seconds) {
        RetrySchedule schedule = new RetrySchedule(
                1000,
                new io.pureboot.protocol.Seconds(10),
                Backoff.parse(backoff).orElseThrow(),
                Optional.of(new io.pureboot.protocol.Seconds(100)),
                jitter,
                List.of());
        assertThat(StepFailure.delay(schedule, failures, chance)).isEqualTo(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Test
    void skipGoesOnAndStillMovesTheNode() {
        Story story = goesWrong(with("skip"), "failed", 1);
        assertThat(story.asked()).containsExactly("1/install/1 installed");
        assertThat(story.attempts("install")).as("the attempt keeps its truth").containsExactly("failed");
        story.success("after");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.execution().skipped()).containsExactly(new StepId("install"));
    }

    @Test
    void rollbackEndsFailedAndRolledBackAndNeverGoesForward() {
        Story story = goesWrong(with("rollback"), "failed", 1).success("undo");
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.execution().rolledBack()).isTrue();
        assertThat(story.execution().failedStep()).contains(new StepId("install"));
        assertThat(story.execution().error()).contains("Step 'install' failed after 1 attempt: no disk");
        assertThat(story.attempts("after")).isEmpty();
    }

    @Test
    void rollbackThatFailsItselfKeepsBothErrors() {
        Story story = goesWrong(with("rollback"), "failed", 1)
                .say("undo", Word.failed().saying("still no disk"));
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.execution().rolledBack()).isFalse();
        assertThat(story.execution().error())
                .contains("Step 'install' failed after 1 attempt: no disk; "
                        + "roll-back failed as well: Step 'undo' failed after 1 attempt: still no disk");
    }

    @Test
    void rollbackStepMayBeRetriedItself() {
        Story story = Story.of("""
                steps:
                  - {name: install, type: script, config: {script: "true"}, on_failure: rollback, rollback_step_id: undo}
                  - {name: undo, type: script, config: {script: "true"}, on_failure: retry, max_retries: 2, retry_delay_seconds: 5}
                """);
        story.failed("install").failed("undo");
        assertThat(story.status()).isEqualTo(ExecutionStatus.ROLLING_BACK);
        story.after(5).success("undo");
        assertThat(story.execution().rolledBack()).isTrue();
        assertThat(story.attempts("undo")).containsExactly("failed", "success");
    }

    @Test
    void rollbackStepIsNoPartOfTheForwardSequence() {
        Story story = with("rollback").success("install").success("after");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.attempts("undo")).isEmpty();
    }
}
