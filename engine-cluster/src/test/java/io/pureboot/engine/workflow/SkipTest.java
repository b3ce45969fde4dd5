package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Skip (promise P-13): a step that waits, or the one that a run has failed at, ends as skipped, with who and why. */
class SkipTest {
    private static final String THREE = """
            timeout_seconds: 1000
            on_cancel: [wipe]
            steps:
              - {name: install, type: script, config: {script: x}, on_failure: retry, max_retries: 2, retry_delay_seconds: 40,
                 late_success: accept, next_state: installed}
              - {name: rest, type: wait, config: {duration_seconds: 100}}
              - {name: check, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
              - {name: undo, type: wait, config: {duration_seconds: 9}}
              - {name: wipe, type: wait, config: {duration_seconds: 9}}
            """;

    @Test
    void aStepThatWaitsForItsRetryIsSkipped() {
        Story story = Story.of(THREE).failed("install").skip("install");
        assertThat(story.newEvents().getFirst())
                .isEqualTo(new ExecutionEvent.StepSkipped(
                        Story.BEGIN, new StepId("install"), "done by hand", Optional.of("operator")));
        assertThat(story.execution().skipped()).containsExactly(new StepId("install"));
        assertThat(story.attempts("install")).as("its history stays").containsExactly("failed");
        assertThat(story.asked()).as("it counts as done").containsExactly("1/install/1 installed");
        assertThat(story.underWay()).containsExactly("rest#1");
        assertThat(story.skip("install").duplicate()).isTrue();
        assertThat(story.success("install").refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
    }

    @Test
    void aWaitStepIsSkipped() {
        Story story = Story.of(THREE).success("install").after(7).skip();
        assertThat(story.attempts("rest")).containsExactly("skipped");
        assertThat(story.attempt("rest", 1).message()).contains("skipped by operator: done by hand");
        assertThat(story.underWay()).containsExactly("check#1");
        assertThat(story.skip("rest").duplicate()).isTrue();
    }

    @Test
    void theLastOneEndsTheExecution() {
        Story story = Story.of("steps: [{name: rest, type: wait, config: {duration_seconds: 100}}]")
                .skip("rest");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.skip("rest").duplicate()).isTrue();
    }

    @Test
    void inAPauseNothingFollows() {
        Story story = Story.of(THREE).success("install").pause().skip("rest");
        assertThat(story.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(story.underWay()).isEmpty();
        assertThat(story.resume().underWay()).containsExactly("check#1");
    }

    @Test
    void whatRunsCannotBeSkipped() {
        Story story = Story.of(THREE);
        assertThat(story.skip("install").refusedWith()).isEqualTo(Refusal.Code.STEP_RUNNING);
        assertThat(story.skip().refusedWith()).isEqualTo(Refusal.Code.STEP_RUNNING);
        assertThat(story.skip("rest").refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_CURRENT);
        assertThat(story.skip("nowhere").refusedWith()).isEqualTo(Refusal.Code.STEP_UNKNOWN);
        story.pause().success("install");
        assertThat(story.skip().refusedWith()).isEqualTo(Refusal.Code.NOTHING_TO_SKIP);
    }

    @Test
    void whatUndoesOrCleansUpCannotBeSkipped() {
        Story rolling = Story.of(THREE).success("install").after(100).failed("check");
        assertThat(rolling.status()).isEqualTo(ExecutionStatus.ROLLING_BACK);
        assertThat(rolling.skip("undo").refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_SKIPPABLE);
        Story cleaning = Story.of(THREE).cancel().failed("install");
        assertThat(cleaning.skip("wipe").refusedWith()).isEqualTo(Refusal.Code.EXECUTION_CANCELLING);
    }

    @Test
    void theStepThatARunHasFailedAtIsSkippedByANewRun() {
        Story story = Story.of(THREE).failed("install").after(40).failed("install");
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.skip("install").refusedWith())
                .as("without a lock of the node")
                .isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(story.skip("rest").refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_CURRENT);
        assertThat(story.skipFailed("rest").refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_CURRENT);
        Instant later = story.after(5000).now();
        story.skipFailed("install");
        assertThat(story.newEvents())
                .hasExactlyElementsOfTypes(
                        ExecutionEvent.ExecutionRetried.class,
                        ExecutionEvent.StepSkipped.class,
                        ExecutionEvent.AttemptStarted.class);
        assertThat(story.newEvents().get(1))
                .isEqualTo(new ExecutionEvent.StepSkipped(
                        later, new StepId("install"), "done by hand", Optional.of("operator")));
        assertThat(story.status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(story.execution().run()).isEqualTo(2);
        assertThat(story.execution().error()).isEmpty();
        assertThat(story.underWay()).containsExactly("rest#1");
        assertThat(story.ticking()).containsExactly("wait 100", "execution_timeout 1000");
        assertThat(story.skip("install").duplicate()).isTrue();
        assertThat(story.skipFailed("install").refusedWith()).isEqualTo(Refusal.Code.EXECUTION_NOT_ENDED);
        assertThat(story.tell(new ExecutionCommand.SkipFailed(
                                "operator", story.execution().lease(), new StepId("install"), "done by hand"))
                        .duplicate())
                .as("the node asks again")
                .isTrue();
    }

    @Test
    void theLastStepThatFailedIsSkippedAndTheExecutionIsComplete() {
        Story story = Story.of("steps: [{name: only, type: script, config: {script: x}, next_state: installed}]")
                .failed("only")
                .skipFailed("only");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.execution().run()).isEqualTo(2);
        assertThat(story.asked()).containsExactly("1/release 7 failed", "2/only/1 installed", "2/release 8 completed");
    }

    @Test
    void whatEndedOtherwiseIsNotSkipped() {
        assertThat(Story.of("steps: []").skip().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        Story cancelled = Story.of(THREE).forceCancel();
        assertThat(cancelled.skip("install").refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(cancelled.skipFailed("install").refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
    }
}
