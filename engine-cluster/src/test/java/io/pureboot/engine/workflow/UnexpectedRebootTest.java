package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What machines do unexpectedly (promise P-16): reboots in the middle of an attempt, and boots without end. */
class UnexpectedRebootTest {
    private static final String TWO_SCRIPTS = """
            steps:
              - {name: first, type: script, config: {script: x}, max_retries: 2, retry_delay_seconds: 10, on_unexpected_reboot: POLICY}
              - {name: second, type: script, config: {script: x}, on_unexpected_reboot: POLICY}
            """;

    private static Story with(String policy) {
        return Story.of(TWO_SCRIPTS.replace("POLICY", policy));
    }

    private static Story sawBoot(Story story, String how, String bootId) {
        return switch (how) {
            case "heartbeat" -> story.booted(bootId);
            case "progress" -> story.say("first", Word.progress().boot(bootId));
            case "boot request" -> story.bootRequested();
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static long unexpected(Story story) {
        return story.execution().machineBoots().unexpected().size();
    }

    @Test
    void theHotPathCostsNoEventMore() {
        Story story = with("resume").say("first", Word.success().boot("b-1"));
        assertThat(story.newEvents())
                .hasExactlyElementsOfTypes(ExecutionEvent.AttemptEnded.class, ExecutionEvent.AttemptStarted.class);
        assertThat(story.execution().machineBoots().bootId()).contains("b-1");
        assertThat(story.booted("b-1").acceptedWithoutEvents())
                .as("the success has told of the boot")
                .isTrue();
        story.say("second", Word.success().boot("b-1"));
        assertThat(story.newEvents())
                .hasExactlyElementsOfTypes(ExecutionEvent.AttemptEnded.class, ExecutionEvent.ExecutionEnded.class);
    }

    @Test
    void aBootIsRecordedOnceBySmallEvents() {
        Story story = with("resume").booted("b-1");
        assertThat(story.newEvents()).hasExactlyElementsOfTypes(ExecutionEvent.BootRecorded.class);
        assertThat(story.booted("b-1").acceptedWithoutEvents()).isTrue();
        assertThat(story.say("first", Word.progress().boot("b-1")).acceptedWithoutEvents())
                .isTrue();
        assertThat(unexpected(story)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "progress", "boot request"})
    void bothWaysOfHearingOfItResumeTheSameAttempt(String how) {
        Story story = sawBoot(with("resume").booted("b-1"), how, "b-2");
        assertThat(story.newEvents())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(how.equals("boot request") ? "BootRequested" : "BootRecorded", "UnexpectedReboot");
        assertThat(story.underWay()).containsExactly("first#1");
        assertThat(unexpected(story)).isEqualTo(1);
        assertThat(story.execution().machineBoots().unexpected().getFirst().from())
                .contains("b-1");
        assertThat(story.booted("b-2").underWay()).containsExactly("first#1");
        assertThat(unexpected(story)).as("the agent's new boot is the same one").isEqualTo(1);
        assertThat(story.execution().machineBoots().boots(new StepId("first"))).hasSize(1);
        story.say("first", Word.success().boot("b-2"));
        assertThat(story.underWay()).containsExactly("second#1");
        assertThat(unexpected(story)).isEqualTo(1);
    }

    @Test
    void aBootRequestInTheMiddleOfAScriptIsEvidenceWithoutBootIds() {
        Story story = with("resume").success("first").bootRequested();
        assertThat(unexpected(story)).isEqualTo(1);
        assertThat(story.underWay()).containsExactly("second#1");
        assertThat(with("resume")
                        .bootRequested()
                        .booted("b-1")
                        .execution()
                        .machineBoots()
                        .unexpected())
                .as("the machine's first boot is its coming")
                .isEmpty();
        Story twice = with("resume").bootRequested().bootRequested();
        assertThat(unexpected(twice)).as("the second boot within one attempt").isEqualTo(1);
    }

    @Test
    void askingOnceMoreInTheSameBootIsNoBoot() {
        Story story = with("fail").bootRequested().bootRequestedAgain();
        assertThat(story.acceptedWithoutEvents()).isTrue();
        assertThat(story.bootRequested().status()).isEqualTo(ExecutionStatus.FAILED);
        Story lost = with("fail").bootRequested().lastBootRequestRepeated();
        assertThat(lost.acceptedWithoutEvents()).isTrue();
        Story firstHeardOf = with("resume").booted("b-1").bootRequestedAgain();
        assertThat(unexpected(firstHeardOf))
                .as("the edge had answered the first one")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "progress", "boot request"})
    void failFollowsOnFailure(String how) {
        Story story = sawBoot(with("fail").booted("b-1"), how, "b-2");
        assertThat(story.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.execution().error())
                .contains("Step 'first' failed after 1 attempt: the machine has rebooted unexpectedly");
        Story skips = sawBoot(
                Story.of(TWO_SCRIPTS.replace("POLICY", "fail, on_failure: skip"))
                        .booted("b-1"),
                how,
                "b-2");
        assertThat(skips.underWay()).containsExactly("second#1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "progress", "boot request"})
    void retryTriesAgainWhateverOnFailureSaysWhileAttemptsAreLeft(String how) {
        Story story = sawBoot(with("retry").booted("b-1"), how, "b-2");
        assertThat(story.underWay()).containsExactly("first…");
        assertThat(story.attempts("first")).containsExactly("failed");
        story.after(10);
        assertThat(story.underWay()).containsExactly("first#2");
        assertThat(story.booted("b-2").booted("b-3").status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(story.attempts("first")).containsExactly("failed", "failed");
    }

    @Test
    void theBootAfterTheRetryIsNotCountedTwice() {
        Story story = with("retry").booted("b-1").bootRequested().after(10).booted("b-2");
        assertThat(story.underWay()).containsExactly("first#2");
        assertThat(unexpected(story)).isEqualTo(1);
        assertThat(story.say("first", Word.success().boot("b-2")).underWay()).containsExactly("second#1");
    }

    @Test
    void aSuccessFromAnotherBootHoldsWhereTheStepIsResumedAndNowhereElse() {
        Story resumed = with("resume").booted("b-1").say("first", Word.success().boot("b-2"));
        assertThat(resumed.underWay()).containsExactly("second#1");
        assertThat(unexpected(resumed)).isEqualTo(1);
        Story failed = with("fail")
                .booted("b-1")
                .say("first", Word.success().boot("b-2").event("e-1"));
        assertThat(failed.refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(failed.status()).isEqualTo(ExecutionStatus.FAILED);
        Story retried = with("retry").booted("b-1").say("first", Word.success().boot("b-2"));
        assertThat(retried.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(retried.underWay()).containsExactly("first…");
        Story both = with("retry")
                .booted("b-1")
                .say("first", Word.failed().boot("b-2").event("e-1"));
        assertThat(both.last()).isInstanceOf(Decision.Accepted.class);
        assertThat(both.after(10)
                        .say("first", Word.failed().boot("b-2").event("e-1"))
                        .duplicate())
                .isTrue();
    }

    @Test
    void aReportThatWasOnItsWayForLongIsNoReboot() {
        Story story = with("resume")
                .booted("b-1")
                .booted("b-2")
                .say("first", Word.success().boot("b-1"));
        assertThat(story.underWay()).containsExactly("second#1");
        assertThat(unexpected(story)).isEqualTo(1);
        assertThat(story.execution().machineBoots().bootId()).contains("b-2");
    }

    private static final String PATH = """
            steps:
              - {name: up, type: boot, on_unexpected_reboot: fail}
              - {name: go, type: reboot, config: {confirm: CONFIRM}, on_unexpected_reboot: fail}
              - {name: work, type: script, config: {script: x}, on_unexpected_reboot: fail}
              - {name: system, type: cloud_init, on_unexpected_reboot: fail}
              - {name: last, type: script, config: {script: x}, on_unexpected_reboot: fail}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"agent", "boot"})
    void theBootsThatBelongToAWorkflowSurpriseNobody(String confirm) {
        Story story = Story.of(PATH.replace("CONFIRM", confirm));
        story.bootRequested().bootRequested().say("up", Word.success().boot("b-1"));
        story.say("go", Word.success().boot("b-1"));
        story.bootRequested();
        assertThat(story.underWay()).containsExactly("work#1");
        story.booted("b-2").say("work", Word.success().boot("b-2"));
        story.bootRequested().bootRequested().phoneHome("p-1");
        assertThat(story.underWay()).containsExactly("last#1");
        story.booted("b-9").say("last", Word.success().boot("b-9"));
        assertThat(unexpected(story)).isZero();
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "boot"})
    void theBootAfterTheAnnouncedOneIsASurprise(String confirm) {
        Story story = Story.of(PATH.replace("CONFIRM", confirm));
        story.bootRequested()
                .say("up", Word.success().boot("b-1"))
                .say("go", Word.success().boot("b-1"));
        assertThat(story.booted("b-2").underWay()).containsExactly("work#1");
        assertThat(story.booted("b-3").status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(unexpected(story)).isEqualTo(1);
    }

    @Test
    void aBootStepIsInterruptedOnceItsAgentWasHeard() {
        Story story = Story.of(PATH.replace("CONFIRM", "agent")).bootRequested().booted("b-1");
        assertThat(story.bootRequested().status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void whatMayHaveGoneDownMayComeUp() {
        Story timedOut = Story.of(TWO_SCRIPTS.replace("POLICY", "fail, on_failure: retry, timeout_seconds: 30"))
                .booted("b-1")
                .after(30)
                .after(10);
        assertThat(timedOut.underWay()).containsExactly("first#2");
        assertThat(timedOut.booted("b-2").underWay()).containsExactly("first#2");
        Story rerun = with("fail").say("first", Word.failed().boot("b-1")).retry();
        assertThat(rerun.booted("b-2").underWay()).containsExactly("first#2");
        assertThat(rerun.booted("b-3").status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void inTheGracePeriodOfACancelARebootIsOnlyNoted() {
        Story story = with("fail").booted("b-1").cancel().booted("b-2");
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLING);
        assertThat(unexpected(story)).isEqualTo(1);
        assertThat(story.say("first", Word.failed().boot("b-2")).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    private static Story loop(String limit) {
        return Story.of("boot_loop: " + limit + "\n" + TWO_SCRIPTS.replace("POLICY", "resume"));
    }

    @Test
    void moreBootsThanAllowedHoldTheStepUntilTheExecutionRunsAgain() {
        Story story = loop("{boots: 2, minutes: 10}").bootRequested().silently(60);
        story.bootRequested().booted("b-2").silently(60);
        assertThat(story.execution().machineBoots().held()).isEmpty();
        story.bootRequested();
        assertThat(story.newEvents()).hasAtLeastOneElementOfType(ExecutionEvent.BootLoopDetected.class);
        MachineBoots.Hold held = story.execution().machineBoots().held().orElseThrow();
        assertThat(held.boots()).isEqualTo(3);
        assertThat(held.since()).isEqualTo(Story.BEGIN);
        assertThat(held.step()).isEqualTo(new StepId("first"));
        assertThat(story.bootRequested().acceptedWithoutEvents())
                .as("a held machine that asks again counts no more")
                .isTrue();
        story.cancel().forceCancel().retry();
        assertThat(story.execution().machineBoots().held()).isEmpty();
        assertThat(story.bootRequested().execution().machineBoots().held()).isEmpty();
    }

    @Test
    void bootsThatLieApartAndThoseOfOtherStepsDoNotCount() {
        Story apart = loop("{boots: 2, minutes: 10}");
        for (int i = 0; i < 8; i++) {
            apart.bootRequested().silently(301);
        }
        assertThat(apart.execution().machineBoots().held()).isEmpty();
        Story steps = loop("{boots: 2, minutes: 10}").bootRequested().bootRequested();
        steps.say("first", Word.success().boot("b-2")).bootRequested().bootRequested();
        assertThat(steps.execution().machineBoots().held()).isEmpty();
        assertThat(steps.bootRequested().execution().machineBoots().held()).isPresent();
        Story off = loop("{boots: 0}");
        for (int i = 0; i < 40; i++) {
            off.bootRequested();
        }
        assertThat(off.execution().machineBoots().held()).isEmpty();
        assertThat(off.execution().machineBoots().boots(new StepId("first"))).hasSize(20);
    }

    @Test
    void bootsThatOnlyBootIdsTellOfCountAsWellAndTheAttemptsOfAStepTogether() {
        Story usual = with("retry").booted("b-0");
        for (int i = 1; i <= 6; i++) {
            usual.booted("b-" + i);
        }
        assertThat(usual.attempts("first"))
                .as("between attempts nothing is interrupted")
                .containsExactly("failed");
        MachineBoots.Hold held = usual.execution().machineBoots().held().orElseThrow();
        assertThat(held.boots()).isEqualTo(6);
    }

    @Test
    void everyBootRequestThatGetsATokenRaisesItsGeneration() {
        Story story = with("resume").bootRequested();
        assertThat(story.execution().machineBoots().tokenGeneration()).isEqualTo(1);
        story.tell(new ExecutionCommand.BootRequested("disk", false, false));
        assertThat(story.execution().machineBoots().tokenGeneration()).isEqualTo(1);
        story.bootRequested();
        MachineBoots boots = story.execution().machineBoots();
        assertThat(boots.tokenGeneration()).isEqualTo(2);
        assertThat(boots.accepts(2)).isTrue();
        assertThat(boots.accepts(1)).isTrue();
        assertThat(boots.accepts(0)).isFalse();
        assertThat(boots.accepts(3)).isFalse();
        assertThat(MachineBoots.NONE.accepts(-1)).isFalse();
    }
}
