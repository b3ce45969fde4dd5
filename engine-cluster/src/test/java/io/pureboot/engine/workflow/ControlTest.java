package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, cancel (promise P-10), retry (P-9, P-12), and what is asked of the node. */
class ControlTest {
    private static final String THREE = """
            timeout_seconds: 1000
            cancel_grace_seconds: 30
            steps:
              - {name: boot, type: boot, next_state: installing}
              - {name: install, type: script, config: {script: "true"}, timeout_seconds: 600, next_state: installed,
                 on_failure: retry, max_retries: 2}
              - {name: pause, type: wait, config: {duration_seconds: 10}}
              - {name: check, type: script, config: {script: "true"}, next_state: active}
            """;

    private static final String CLEANING = """
            cancel_grace_seconds: 30
            on_cancel: [wipe, park]
            steps:
              - {name: install, type: script, config: {script: "true"}, on_failure: rollback, rollback_step_id: undo}
              - {name: undo, type: script, config: {script: "true"}}
              - {name: wipe, type: script, config: {script: "true"}, timeout_seconds: 20}
              - {name: park, type: wait, config: {duration_seconds: 5}, next_state: pending}
            """;

    @Test
    void startIsOneDecisionFromPendingToRunning() {
        Story story = Story.of(THREE);
        assertThat(story.newEvents())
                .hasExactlyElementsOfTypes(ExecutionEvent.ExecutionCreated.class, ExecutionEvent.AttemptStarted.class);
        assertThat(((ExecutionState.Execution) WorkflowMachine.evolve(
                                new ExecutionState.NotStarted(),
                                story.newEvents().getFirst()))
                        .status())
                .isEqualTo(ExecutionStatus.PENDING);
        assertThat(story.status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(story.ticking()).containsExactly("execution_timeout 1000", "attempt_timeout 3600");
    }

    @Test
    void startIsRepeatable() {
        Story story = Story.of(THREE);
        assertThat(story.start().duplicate()).isTrue();
        story.tell(new ExecutionCommand.Start(
                new ExecutionId("e1"),
                new NodeId("n2"),
                1,
                story.pinned(),
                JsonNodeFactory.instance.objectNode(),
                "tester"));
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.EXECUTION_EXISTS);
    }

    @Test
    void aWorkflowWithoutStepsCompletesAtOnce() {
        Story story = Story.of("steps: []");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.asked()).containsExactly("1/release 7 completed");
    }

    @Test
    void everyStepRunsOnceAndTheNodeMovesInOrder() {
        Story story =
                Story.of(THREE).success("boot").success("install").after(10).success("check");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.asked())
                .containsExactly(
                        "1/boot/1 installing", "1/install/1 installed", "1/check/1 active", "1/release 7 completed");
        assertThat(story.ticking()).isEmpty();
    }

    @Test
    void requestsAreClosedByTheNodesAnswerAndOutliveTheEnd() {
        Story story = Story.of(THREE).success("boot").nodeAnswers("1/boot/1", true);
        assertThat(story.asked()).isEmpty();
        assertThat(story.nodeAnswers("1/boot/1", true).acceptedWithoutEvents()).isTrue();
        assertThat(story.nodeAnswers("nonsense", false).acceptedWithoutEvents()).isTrue();
        story.success("install").nodeAnswers("1/install/1", false);
        assertThat(story.execution().warnings()).containsExactly("The node did not apply '1/install/1': illegal move");
        story.after(10).success("check").nodeAnswers("1/check/1", true);
        assertThat(story.asked()).containsExactly("1/release 7 completed");
        assertThat(story.nodeAnswers("1/release", true).asked()).isEmpty();
    }

    @Test
    void theWholeRunIsBoundedAndWhatIsUnderWayIsCancelled() {
        Story story = Story.of(THREE).after(1000);
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.attempts("boot")).containsExactly("cancelled");
        assertThat(story.attempt("boot", 1).cause()).contains(DeadlineCause.EXECUTION_TIMEOUT);
        assertThat(story.execution().failedStep()).contains(new StepId("boot"));
        assertThat(story.execution().error()).contains("The execution did not end within 1000 s");
    }

    @Test
    void whatFellDueWhileNobodyLookedHappensOnceInItsOrder() {
        Story story = Story.of(THREE).success("boot").silently(700);
        story.tell(new ExecutionCommand.TimePassed());
        assertThat(story.attempts("install")).containsExactly("timed_out");
        assertThat(story.underWay()).containsExactly("install…");
        assertThat(story.tell(new ExecutionCommand.TimePassed()).acceptedWithoutEvents())
                .isTrue();
        Story longer = Story.of(THREE).success("boot").silently(5000);
        longer.tell(new ExecutionCommand.TimePassed());
        assertThat(longer.attempts("install")).containsExactly("timed_out");
        assertThat(longer.execution().error()).contains("The execution did not end within 1000 s");
    }

    @Test
    void cancelWaitsForTheAgentsWordAndEndsWithIt() {
        Story story = Story.of(THREE).success("boot").cancel();
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLING);
        assertThat(story.ticking()).containsExactly("cancel_grace 30", "attempt_timeout 600");
        assertThat(story.cancel().duplicate()).isTrue();
        story.say("install", Word.failed().saying("cancelled").exit(143));
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.attempts("install")).containsExactly("cancelled");
        assertThat(story.attempt("install", 1).exitCode()).contains(143);
        assertThat(story.cancel().duplicate()).isTrue();
        assertThat(story.failed("install").duplicate())
                .as("the acknowledgement, repeated")
                .isTrue();
        assertThat(story.asked()).contains("1/release 7 cancelled");
    }

    @Test
    void aSuccessInTheGracePeriodIsRecordedAndNothingFollows() {
        Story story = Story.of(THREE).success("boot").cancel().success("install");
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.attempts("install")).containsExactly("success");
        assertThat(story.attempts("pause")).isEmpty();
        assertThat(story.retry().underWay()).as("the step that is next").containsExactly("pause#1");
    }

    @Test
    void theGracePeriodEndsWithoutTheAgent() {
        Story story = Story.of(THREE).success("boot").cancel().after(30);
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.attempt("install", 1).cause()).contains(DeadlineCause.CANCEL_GRACE);
        assertThat(story.execution().failedStep()).contains(new StepId("install"));
    }

    @Test
    void whatNoAgentHoldsNeedsNoGrace() {
        Story waiting = Story.of(THREE).success("boot").success("install").cancel();
        assertThat(waiting.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(waiting.attempts("pause")).containsExactly("cancelled");
        Story retrying = Story.of(THREE).success("boot").failed("install").cancel();
        assertThat(retrying.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(retrying.execution().failedStep()).contains(new StepId("install"));
    }

    @Test
    void cleanUpStepsRunOneAfterTheOtherWhateverBecomesOfThem() {
        Story story = Story.of(CLEANING).cancel().failed("install");
        assertThat(story.underWay()).containsExactly("wipe#1");
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLING);
        assertThat(story.ticking()).containsExactly("attempt_timeout 20");
        story.after(20);
        assertThat(story.attempts("wipe")).containsExactly("timed_out");
        assertThat(story.underWay()).containsExactly("park#1");
        story.after(5);
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.asked()).containsExactly("1/park/1 pending", "1/release 7 cancelled");
    }

    @Test
    void forceEndsAtOnceWithoutCleanUpAlsoInTheMiddleOfIt() {
        assertThat(Story.of(CLEANING).forceCancel().status()).isEqualTo(ExecutionStatus.CANCELLED);
        Story story = Story.of(CLEANING).cancel().failed("install").forceCancel();
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.attempts("wipe")).containsExactly("cancelled");
        assertThat(story.attempts("park")).isEmpty();
    }

    @Test
    void cancelStopsARollbackAndKeepsItsError() {
        Story story = Story.of(CLEANING).failed("install").cancel();
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLING);
        story.failed("undo").success("wipe").after(5);
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.execution().error()).contains("Step 'install' failed after 1 attempt");
        assertThat(story.retry().underWay()).containsExactly("install#2");
    }

    @Test
    void anEndedExecutionCannotBeCancelled() {
        assertThat(Story.of("steps: []").cancel().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(Story.of(THREE).failed("boot").forceCancel().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
    }

    @Test
    void retryStartsTheFailedStepAgainWithAFreshBudgetAndDeadline() {
        Story story =
                Story.of(THREE).success("boot").failed("install").after(30).failed("install");
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        story.after(5000).retry();
        assertThat(story.underWay()).containsExactly("install#3");
        assertThat(story.execution().run()).isEqualTo(2);
        assertThat(story.execution().error()).isEmpty();
        assertThat(story.ticking()).containsExactly("attempt_timeout 600", "execution_timeout 1000");
        assertThat(story.retryUnderTheSameLease().duplicate()).isTrue();
        assertThat(story.retry().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_NOT_ENDED);
        story.failed("install").after(30).success("install");
        assertThat(story.attempts("install")).containsExactly("failed", "failed", "failed", "success");
        story.after(10).success("check");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.asked())
                .containsExactly(
                        "1/boot/1 installing",
                        "1/release 7 failed",
                        "2/install/4 installed",
                        "2/check/1 active",
                        "2/release 8 completed");
    }

    @Test
    void retryFromAStepRunsItAndAllAfterItAgain() {
        Story story =
                Story.of(THREE).success("boot").success("install").after(10).success("check");
        assertThat(story.retry().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_COMPLETED);
        story.retryFrom("install").success("install").after(10).success("check");
        assertThat(story.attempts("boot")).containsExactly("success");
        assertThat(story.attempts("install")).containsExactly("success", "success");
        assertThat(story.attempts("check")).containsExactly("success", "success");
    }

    @Test
    void retryFromAStepAheadPassesOverThoseBeforeIt() {
        Story story = Story.of(THREE).failed("boot").retryFrom("check").success("check");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.execution().skipped())
                .containsExactlyInAnyOrder(new StepId("boot"), new StepId("install"), new StepId("pause"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"undo", "wipe", "nowhere"})
    void retryStartsOnlyFromTheForwardSequence(String step) {
        Story story = Story.of(CLEANING).forceCancel().retryFrom(step);
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.STEP_UNKNOWN);
    }

    @Test
    void retryNeedsSomethingToRetry() {
        Story story = Story.of("steps: [{name: only, type: script, config: {script: x}}]")
                .cancel()
                .success("only");
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(story.retry().refusedWith()).isEqualTo(Refusal.Code.NOTHING_TO_RETRY);
    }

    @Test
    void heartbeatsAreWatchedOnlyWhereAnAgentRuns() {
        Story story = Story.of("""
                steps:
                  - {name: boot, type: boot, config: {boot_timeout_seconds: 60}, heartbeat_timeout_seconds: 15}
                  - {name: run, type: script, config: {script: x}, heartbeat_timeout_seconds: 15}
                  - {name: reboot, type: reboot, config: {confirm: boot}, heartbeat_timeout_seconds: 15}
                  - {name: quiet, type: script, config: {script: x}}
                """);
        assertThat(story.heartbeatMissed("boot", 1).acceptedWithoutEvents())
                .as("not there yet")
                .isTrue();
        story.success("boot");
        assertThat(WorkflowMachine.heartbeatLimit(
                        story.execution(), story.execution().running().getFirst()))
                .contains(new io.pureboot.protocol.Seconds(15));
        assertThat(story.heartbeatMissed("run", 2).acceptedWithoutEvents())
                .as("no such attempt")
                .isTrue();
        story.success("run").success("reboot");
        assertThat(story.heartbeatMissed("reboot", 1).acceptedWithoutEvents())
                .as("rebooting")
                .isTrue();
        story.booted();
        assertThat(story.heartbeatMissed("quiet", 1).acceptedWithoutEvents())
                .as("no limit")
                .isTrue();
    }
}
