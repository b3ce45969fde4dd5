package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pause and resume (promise P-11): what runs goes on, nothing new starts, and the clocks of what waits stand still. */
class PauseTest {
    private static final String THREE = """
            timeout_seconds: 1000
            cancel_grace_seconds: 30
            on_cancel: [wipe]
            steps:
              - {name: install, type: script, config: {script: x}, timeout_seconds: 600, heartbeat_timeout_seconds: 60,
                 on_failure: retry, max_retries: 3, retry_delay_seconds: 40, late_success: accept, next_state: installed}
              - {name: rest, type: wait, config: {duration_seconds: 100}}
              - {name: check, type: script, config: {script: x}, timeout_seconds: 500}
              - {name: wipe, type: script, config: {script: x}}
            """;

    private static final String UNDOING = """
            steps:
              - {name: install, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
              - {name: undo, type: script, config: {script: x}, timeout_seconds: 50, on_failure: retry, max_retries: 2,
                 retry_delay_seconds: 20}
            """;

    @Test
    void aRunningAttemptGoesOnWithItsOwnDeadlineAndNothingFollowsIt() {
        Story story = Story.of(THREE).after(10).pause();
        assertThat(story.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(story.underWay()).containsExactly("install#1");
        assertThat(story.ticking()).containsExactly("attempt_timeout 590");
        story.after(20).success("install");
        assertThat(story.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(story.attempts("install")).containsExactly("success");
        assertThat(story.asked()).as("a step that is done is done").containsExactly("1/install/1 installed");
        assertThat(story.underWay()).isEmpty();
        assertThat(story.ticking()).isEmpty();
        story.after(5000).resume();
        assertThat(story.status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(story.underWay()).containsExactly("rest#1");
        assertThat(story.ticking()).containsExactly("wait 100", "execution_timeout 990");
    }

    @Test
    void anAttemptTimesOutInAPauseAndItsRetryHasItsFullDelayAfterIt() {
        Story story = Story.of(THREE).pause().after(600);
        assertThat(story.attempts("install")).containsExactly("timed_out");
        assertThat(story.underWay()).containsExactly("install…");
        assertThat(story.ticking()).isEmpty();
        story.after(1000).resume();
        assertThat(story.underWay()).as("resuming starts no retry").containsExactly("install…");
        assertThat(story.ticking()).containsExactly("retry_delay 40", "execution_timeout 1000");
        assertThat(story.after(39).underWay()).containsExactly("install…");
        assertThat(story.after(1).underWay()).containsExactly("install#2");
    }

    @Test
    void aLostHeartbeatStillEndsAnAttemptInAPause() {
        Story story = Story.of(THREE).pause().heartbeatMissed("install", 1);
        assertThat(story.attempt("install", 1).cause()).contains(DeadlineCause.HEARTBEAT_TIMEOUT);
        assertThat(story.underWay()).containsExactly("install…");
    }

    @Test
    void theMachinesFirstContactIsWaitedForNoLongerInAPause() {
        Story story = Story.of("""
                steps:
                  - {name: boot, type: boot, config: {boot_timeout_seconds: 60}}
                """).pause();
        assertThat(story.ticking()).contains("first_contact 60");
        story.after(60);
        assertThat(story.attempt("boot", 1).cause()).contains(DeadlineCause.FIRST_CONTACT);
        assertThat(story.status()).as("an end starts nothing new").isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void aRetryThatWaitsKeepsWhatIsLeftOfItsDelay() {
        Story story = Story.of(THREE).failed("install").after(25).pause();
        assertThat(story.after(3600).underWay()).containsExactly("install…");
        story.resume();
        assertThat(story.ticking()).containsExactly("retry_delay 15", "execution_timeout 975");
    }

    @Test
    void aWaitStepKeepsWhatIsLeftOfItsTime() {
        Story story = Story.of(THREE).success("install").after(30).pause();
        assertThat(story.underWay()).containsExactly("rest#1");
        assertThat(story.ticking()).isEmpty();
        story.after(500);
        assertThat(story.attempts("rest")).containsExactly("running");
        story.resume();
        assertThat(story.ticking()).containsExactly("wait 70", "execution_timeout 970");
        Instant deadline = story.attempt("rest", 1).deadline();
        assertThat(deadline).isEqualTo(story.now().plusSeconds(70));
        assertThat(story.after(70).underWay()).containsExactly("check#1");
    }

    @Test
    void pausesAddUp() {
        Story story = Story.of(THREE).success("install").after(30);
        for (int i = 0; i < 3; i++) {
            story.pause().after(1000).resume().after(10);
        }
        assertThat(story.ticking()).containsExactly("wait 40", "execution_timeout 940");
    }

    @Test
    void aClockThatGoesBackPutsNoDeadlineForward() {
        Story story = Story.of(THREE)
                .success("install")
                .after(30)
                .pause()
                .silently(-10)
                .resume();
        assertThat(story.ticking()).containsExactly("wait 80", "execution_timeout 980");
    }

    @Test
    void aLateSuccessIsTakenInAPauseAndNothingFollowsIt() {
        Story story =
                Story.of(THREE).pause().after(600).say("install", Word.success().of(1));
        assertThat(story.attempts("install")).containsExactly("success");
        assertThat(story.underWay()).isEmpty();
        assertThat(story.resume().underWay()).containsExactly("rest#1");
    }

    @Test
    void aPolicyThatSkipsStartsNothingInAPause() {
        Story story = Story.of("""
                steps:
                  - {name: a, type: script, config: {script: x}, on_failure: skip}
                  - {name: b, type: script, config: {script: x}}
                """).pause().failed("a");
        assertThat(story.underWay()).isEmpty();
        assertThat(story.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(story.resume().underWay()).containsExactly("b#1");
    }

    @Test
    void theLastSuccessEndsTheExecutionInAPauseToo() {
        Story story = Story.of("steps: [{name: only, type: script, config: {script: x}}]")
                .pause()
                .success("only");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(story.execution().pause()).isEmpty();
        assertThat(story.resume().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
    }

    @Test
    void allBranchesThatBecameStartableStartOnResume() {
        Story story = Story.of(GraphTest.diamond());
        String first = story.execution().tasks().getFirst().step().value();
        story.pause().success(first);
        assertThat(story.underWay()).isEmpty();
        story.resume();
        assertThat(story.underWay()).hasSize(2);
    }

    @Test
    void aRollbackIsPausedBeforeItsStepStarts() {
        Story story = Story.of(UNDOING).pause().failed("install");
        assertThat(story.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(story.underWay()).isEmpty();
        assertThat(story.execution().error()).contains("Step 'install' failed after 1 attempt");
        story.resume();
        assertThat(story.status()).isEqualTo(ExecutionStatus.ROLLING_BACK);
        assertThat(story.underWay()).containsExactly("undo#1");
        assertThat(story.success("undo").execution().rolledBack()).isTrue();
    }

    @Test
    void aRollbackThatRunsIsPausedAndGoesOn() {
        Story story = Story.of(UNDOING).failed("install").pause();
        assertThat(story.ticking()).containsExactly("attempt_timeout 50");
        story.after(50);
        assertThat(story.underWay()).containsExactly("undo…");
        assertThat(story.after(500).status()).isEqualTo(ExecutionStatus.PAUSED);
        story.resume();
        assertThat(story.status()).isEqualTo(ExecutionStatus.ROLLING_BACK);
        assertThat(story.ticking()).containsExactly("retry_delay 20");
        story.after(20).pause().success("undo");
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.execution().rolledBack()).isTrue();
    }

    @Test
    void pauseAndResumeAreRepeatable() {
        Story story = Story.of(THREE);
        assertThat(story.resume().duplicate()).as("never paused").isTrue();
        assertThat(story.pause().newEvents()).hasExactlyElementsOfTypes(ExecutionEvent.ExecutionPaused.class);
        assertThat(story.after(5).pause().duplicate()).isTrue();
        assertThat(story.resume().newEvents()).hasExactlyElementsOfTypes(ExecutionEvent.ExecutionResumed.class);
        assertThat(story.resume().duplicate()).isTrue();
    }

    @Test
    void whoAndWhyAreKept() {
        Story story = Story.of(THREE).pause();
        assertThat(story.execution().pause())
                .contains(new ExecutionState.Pause(
                        Story.BEGIN,
                        PauseCause.OPERATOR,
                        "operator",
                        Optional.of("the switch is being replaced"),
                        ExecutionStatus.RUNNING));
    }

    @Test
    void whatHasEndedOrIsBeingCancelledCannotBePaused() {
        assertThat(Story.of("steps: []").pause().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        Story cancelling = Story.of(THREE).cancel();
        assertThat(cancelling.pause().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_CANCELLING);
        assertThat(cancelling.resume().duplicate()).isTrue();
    }

    @Test
    void cancelWorksFromAPause() {
        Story running = Story.of(THREE).pause().cancel();
        assertThat(running.status()).isEqualTo(ExecutionStatus.CANCELLING);
        assertThat(running.execution().pause()).isEmpty();
        running.failed("install");
        assertThat(running.underWay()).containsExactly("wipe#1");
        Story waiting = Story.of(THREE).success("install").pause().cancel();
        assertThat(waiting.underWay()).as("its clean-up").containsExactly("wipe#1");
        Story idle = Story.of(THREE).pause().success("install").cancel().success("wipe");
        assertThat(idle.status()).isEqualTo(ExecutionStatus.CANCELLED);
        Story forced = Story.of(THREE).pause().forceCancel();
        assertThat(forced.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(forced.retry().underWay()).containsExactly("install#2");
    }

    @Test
    void aWalkOfPausesBreaksNoInvariant() {
        Random random = new Random(5);
        for (int walk = 0; walk < 60; walk++) {
            Story story = random.nextBoolean() ? Story.of(THREE) : Story.of(UNDOING);
            for (int i = 0; i < 60; i++) {
                String step = story.execution().tasks().stream()
                        .map(Task::step)
                        .map(StepId::value)
                        .findFirst()
                        .orElse("check");
                switch (random.nextInt(10)) {
                    case 0, 1 -> story.pause();
                    case 2, 3 -> story.resume();
                    case 4 -> story.success(step);
                    case 5 -> story.failed(step);
                    case 6 -> story.skip(step);
                    case 7 -> story.after(random.nextInt(700));
                    case 8 -> story.retry();
                    default -> story.skipFailed(step);
                }
                assertThat(Why.of(story.execution()).waitsFor()).endsWith(".");
            }
            story.prove();
        }
    }
}
