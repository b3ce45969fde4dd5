package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents say, twice, late, out of place (promises P-1 to P-3, P-17). */
class ReportTest {
    private static final String TWO_SCRIPTS = """
            steps:
              - {name: first, type: script, config: {script: "true"}, timeout_seconds: 60, on_failure: retry, max_retries: 3}
              - {name: second, type: script, config: {script: "true"}}
            """;

    @Test
    void progressChangesNothingAndLeavesTheDeadlineStanding() {
        Story story = Story.of(TWO_SCRIPTS).silently(20).say("first", Word.progress());
        assertThat(story.acceptedWithoutEvents()).isTrue();
        assertThat(story.ticking()).containsExactly("attempt_timeout 40");
    }

    @Test
    void aRepeatedSuccessChangesNothingAndRewindsNothing() {
        Story story = Story.of(TWO_SCRIPTS).success("first").success("first");
        assertThat(story.duplicate()).isTrue();
        assertThat(story.underWay()).containsExactly("second#1");
        assertThat(story.say("first", Word.success().of(1).event("other")).duplicate())
                .isTrue();
        story.success("second");
        assertThat(story.success("first").duplicate())
                .as("after the end as well")
                .isTrue();
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aRepeatedFailureIsKnownByItsEventEvenWhenTheNextAttemptRuns() {
        Story story =
                Story.of(TWO_SCRIPTS).say("first", Word.failed().event("e-1")).after(30);
        assertThat(story.underWay()).containsExactly("first#2");
        assertThat(story.say("first", Word.failed().event("e-1")).duplicate()).isTrue();
        assertThat(story.underWay()).containsExactly("first#2");
        assertThat(story.say("first", Word.failed().of(1)).duplicate()).isTrue();
    }

    @Test
    void aLateSuccessIsRefusedNamingOutcomeAndCurrentAttemptAndRemembered() {
        Story story = Story.of(TWO_SCRIPTS).after(60);
        story.say("first", Word.success().of(1).saying("done at last"));
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.refusal().detail())
                .isEqualTo("attempt 1 of step 'first' has ended: timed_out; step 'first' waits for its retry");
        story.after(30).say("first", Word.success().of(1));
        assertThat(story.refusal().detail())
                .isEqualTo("attempt 1 of step 'first' has ended: timed_out; attempt 2 of step 'first' is current");
        assertThat(story.execution().refused())
                .extracting(RefusedReport::status, RefusedReport::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("success", "attempt-closed"));
        assertThat(story.underWay()).containsExactly("first#2");
    }

    @Test
    void aLateProgressIsRefusedButNotWorthRemembering() {
        Story story = Story.of(TWO_SCRIPTS).after(60).say("first", Word.progress());
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.execution().refused()).isEmpty();
    }

    @Test
    void onlyTheFirstTwentyRefusalsAreRemembered() {
        Story story = Story.of(TWO_SCRIPTS);
        for (int i = 1; i <= 30; i++) {
            story.say("first", Word.success().of(100 + i));
        }
        assertThat(story.execution().refused()).hasSize(20);
    }

    @Test
    void lateSuccessIsTakenWhereTheStepAcceptsItAndOnlyWaits() {
        String accepting = TWO_SCRIPTS.replace("max_retries: 3}", "max_retries: 3, late_success: accept}");
        Story story =
                Story.of(accepting).after(60).say("first", Word.success().of(1).event("e-1"));
        assertThat(story.attempts("first")).containsExactly("success");
        assertThat(story.attempt("first", 1).cause()).isEmpty();
        assertThat(story.underWay()).containsExactly("second#1");
        assertThat(story.say("first", Word.success().of(1).event("e-1")).duplicate())
                .isTrue();

        Story tooLate = Story.of(accepting)
                .after(60)
                .after(30)
                .say("first", Word.success().of(1));
        assertThat(tooLate.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);

        Story contradicting =
                Story.of(accepting).failed("first").say("first", Word.success().of(1));
        assertThat(contradicting.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
    }

    @Test
    void anotherStepsReportNeverChangesTheCurrentOne() {
        Story story = Story.of(TWO_SCRIPTS).success("second");
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_CURRENT);
        assertThat(story.success("nowhere").refusedWith()).isEqualTo(Refusal.Code.STEP_UNKNOWN);
        assertThat(story.say("first", Word.success().of(2)).refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_UNKNOWN);
        assertThat(story.say("first", Word.success().of(0)).refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_UNKNOWN);
        assertThat(story.success("first").failed("first").refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.underWay()).containsExactly("second#1");
    }

    @Test
    void anEndedExecutionTakesNoNewWord() {
        Story story = Story.of(TWO_SCRIPTS.replace("retry", "fail")).after(60);
        assertThat(story.say("first", Word.success()).refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(story.refusal().detail())
                .isEqualTo("the execution has ended: failed; attempt 1 of step 'first' has ended: timed_out");
        assertThat(story.success("second").refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
        assertThat(story.execution().refused()).hasSize(2);
    }

    @Test
    void beforeTheStartThereIsNothingToReportTo() {
        Story story = Story.untold(TWO_SCRIPTS).success("first");
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.EXECUTION_UNKNOWN);
        assertThat(story.raw()).isEqualTo(new ExecutionState.NotStarted());
    }

    @Test
    void aWaitStepEndsByTheClockAlone() {
        Story story = Story.of("steps: [{name: wait, type: wait, config: {duration_seconds: 10}}]");
        assertThat(story.success("wait").refusedWith()).isEqualTo(Refusal.Code.STEP_TAKES_NO_REPORT);
        assertThat(story.failed("wait").refusedWith()).isEqualTo(Refusal.Code.STEP_TAKES_NO_REPORT);
        assertThat(story.say("wait", Word.progress()).acceptedWithoutEvents()).isTrue();
        assertThat(story.after(10).status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void longLogsAndMessagesAreCutTheEndOfALogIsKept() {
        Story story = Story.of(TWO_SCRIPTS)
                .say(
                        "first",
                        Word.failed().logging("x".repeat(40_000) + "the end").saying("m".repeat(3000)));
        assertThat(story.attempt("first", 1).logs().orElseThrow()).hasSize(2048).endsWith("the end");
        assertThat(story.attempt("first", 1).message().orElseThrow()).hasSize(2001);
    }

    private static final String REBOOT = """
            steps:
              - {name: reboot, type: reboot, config: {confirm: boot}, timeout_seconds: 60}
              - {name: next, type: script, config: {script: "true"}}
            """;

    @Test
    void aRebootIsDoneAtTheAgentsWordUnlessTheStepWantsTheBoot() {
        assertThat(Story.of(REBOOT.replace("boot}", "agent}")).success("reboot").underWay())
                .containsExactly("next#1");
        Story story = Story.of(REBOOT).say("reboot", Word.success().boot("b-1").event("e-1"));
        assertThat(story.underWay()).containsExactly("reboot#1");
        assertThat(story.say("reboot", Word.success().boot("b-1").event("e-1")).duplicate())
                .isTrue();
        assertThat(story.say("reboot", Word.success().of(1)).duplicate()).isTrue();
        assertThat(story.booted("b-1").underWay())
                .as("the same boot proves nothing")
                .containsExactly("reboot#1");
        assertThat(story.booted("b-2").underWay()).containsExactly("next#1");
        assertThat(story.say("reboot", Word.success().boot("b-1").event("e-1")).duplicate())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot request", "progress", "success"})
    void anyWordFromTheNextBootConfirmsAReboot(String evidence) {
        Story story = Story.of(REBOOT).say("reboot", Word.success().boot("b-1"));
        switch (evidence) {
            case "boot request" -> story.booted();
            case "progress" -> story.say("reboot", Word.progress().boot("b-2"));
            default -> story.say("reboot", Word.success().boot("b-2"));
        }
        assertThat(story.attempts("reboot")).containsExactly("success");
        assertThat(story.underWay()).containsExactly("next#1");
    }

    @Test
    void aRebootThatWasAnnouncedAndNeverHappensTimesOut() {
        Story story = Story.of(REBOOT).say("reboot", Word.success().boot("b-1")).after(60);
        assertThat(story.attempts("reboot")).containsExactly("timed_out");
        assertThat(Story.of(REBOOT).success("reboot").failed("reboot").attempts("reboot"))
                .containsExactly("failed");
    }

    @Test
    void aBootRequestNeverAdvancesAnythingElse() {
        Story story = Story.of(TWO_SCRIPTS).booted();
        assertThat(story.acceptedWithoutEvents()).isTrue();
        assertThat(story.booted("b-1").bootRequested().booted("b-2").underWay()).containsExactly("first#1");
        Story unannounced = Story.of(REBOOT).booted();
        assertThat(unannounced.underWay()).containsExactly("reboot#1");
    }

    @Test
    void theFirstWordOfAMachineIsItsFirstContactOnce() {
        String boot = "steps: [{name: boot, type: boot, config: {boot_timeout_seconds: 20}, timeout_seconds: 60}]";
        Story story = Story.of(boot);
        assertThat(story.ticking()).containsExactly("first_contact 20", "attempt_timeout 60");
        story.booted();
        assertThat(story.newEvents()).hasExactlyElementsOfTypes(ExecutionEvent.MachineContacted.class);
        assertThat(story.ticking()).containsExactly("attempt_timeout 60");
        assertThat(story.booted().acceptedWithoutEvents()).isTrue();
        assertThat(Story.of(boot).say("boot", Word.progress()).newEvents()).hasSize(1);

        Story neverCame = Story.of(boot).after(20);
        assertThat(neverCame.attempt("boot", 1).cause()).contains(DeadlineCause.FIRST_CONTACT);
        assertThat(neverCame.execution().error())
                .contains("Step 'boot' failed after 1 attempt: the machine did not show itself within 20 s");
    }

    @Test
    void phoneHomeCompletesTheStepThatWaitsForItOnce() {
        Story story = Story.of("""
                steps:
                  - {name: script, type: script, config: {script: "true"}}
                  - {name: system, type: cloud_init}
                  - {name: last, type: script, config: {script: "true"}}
                """);
        assertThat(story.phoneHome("p-1").refusedWith()).isEqualTo(Refusal.Code.NO_STEP_AWAITS_PHONE_HOME);
        story.success("script").phoneHome("p-1");
        assertThat(story.attempt("system", 1)
                        .output()
                        .orElseThrow()
                        .path("instance_id")
                        .asText())
                .isEqualTo("i-1");
        assertThat(story.underWay()).containsExactly("last#1");
        assertThat(story.phoneHome("p-1").duplicate()).isTrue();
        assertThat(story.phoneHome().duplicate()).isTrue();
        assertThat(story.success("last").phoneHome().duplicate()).isTrue();
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void theSameWordsMayComeHomeFromTwoStepsAndEachCountsOnce() {
        Story story = Story.of("""
                steps:
                  - {name: one, type: cloud_init}
                  - {name: two, type: cloud_init, timeout_seconds: 60, on_failure: retry, retry_delay_seconds: 10}
                  - {name: last, type: script, config: {script: "true"}}
                """);
        assertThat(story.phoneHomeOf("two", 1).refusedWith()).isEqualTo(Refusal.Code.STEP_NOT_CURRENT);
        assertThat(story.phoneHomeOf("one", 1).underWay()).containsExactly("two#1");
        assertThat(story.phoneHomeOf("one", 1).duplicate())
                .as("told again, it is no word of the second")
                .isTrue();
        story.after(60).after(10);
        assertThat(story.phoneHomeOf("two", 1).refusedWith())
                .as("the system of the first attempt is none of the second one's")
                .isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.execution().refused()).hasSize(2);
        assertThat(story.underWay()).containsExactly("two#2");
        assertThat(story.phoneHomeOf("two", 2).underWay()).containsExactly("last#1");
        assertThat(story.phoneHomeOf("two", 2).duplicate()).isTrue();
        assertThat(story.phoneHomeOf("two", 1).refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.phoneHomeOf("last", 1).refusedWith()).isEqualTo(Refusal.Code.NO_STEP_AWAITS_PHONE_HOME);
    }

    @Test
    void anOldTokenSpeaksOfTheAttemptsOfItsTimeAndOfNoOther() {
        ExecutionCommand done = word("first", Word.success().boot("b-0"));
        Story story = Story.of(TWO_SCRIPTS).bootRequested().bootRequested().bootRequested();
        assertThat(story.under(4, done).refusedWith())
                .as("one that is yet to come")
                .isEqualTo(Refusal.Code.WRONG_TOKEN);
        assertThat(story.under(0, word("first", Word.progress().boot("b-0"))).duplicate())
                .as("that machine's life is none of this one's")
                .isTrue();
        assertThat(story.under(0, done).underWay())
                .as("an edge may have held it on its disk all the time")
                .containsExactly("second#1");
        assertThat(story.under(0, done).duplicate()).isTrue();
        assertThat(story.under(0, word("second", Word.success())).refusedWith())
                .as("that attempt was given to nobody who had this token")
                .isEqualTo(Refusal.Code.WRONG_TOKEN);
        assertThat(story.newEvents()).isEmpty();
        assertThat(story.under(0, new ExecutionCommand.BootSeen(Optional.of("b-0")))
                        .refusedWith())
                .isEqualTo(Refusal.Code.WRONG_TOKEN);
        assertThat(story.under(2, word("second", Word.success())).status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void whatComesTooLateUnderAnOldTokenIsRefusedAsLateAndRemembered() {
        Story story = Story.of("""
                steps:
                  - {name: first, type: script, config: {script: "true"}, timeout_seconds: 60, on_failure: retry, retry_delay_seconds: 10}
                """)
                .bootRequested()
                .after(60)
                .bootRequested()
                .after(10)
                .bootRequested();
        story.under(0, word("first", Word.success().of(1)));
        assertThat(story.refusedWith()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.execution().refused()).hasSize(1);
        assertThat(story.underWay()).containsExactly("first#2");
        assertThat(story.under(0, word("first", Word.success().of(2))).refusedWith())
                .isEqualTo(Refusal.Code.WRONG_TOKEN);
        assertThat(story.under(0, word("first", Word.success())).refusedWith())
                .as("without a number it speaks of the newest attempt that it can know")
                .isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(story.under(1, word("first", Word.success().of(2))).status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    /** The machine was in two boots since, and its third agent is about to come: the word of the first boot's tells nothing of that. */
    @Test
    void theBootOfAnOldTokenIsTakenForNoNewOne() {
        Story story = Story.of("""
                steps:
                  - {name: first, type: script, config: {script: "true"}, on_unexpected_reboot: fail}
                  - {name: second, type: script, config: {script: "true"}, on_unexpected_reboot: fail}
                """).bootRequested().booted("b-1").bootRequested();
        assertThat(story.status()).as("the reboot had its policy").isEqualTo(ExecutionStatus.FAILED);
        Story resumed = Story.of(TWO_SCRIPTS)
                .bootRequested()
                .booted("b-1")
                .bootRequested()
                .bootRequested()
                .under(0, word("first", Word.success().boot("b-0")))
                .booted("b-3");
        assertThat(resumed.underWay()).containsExactly("second#1");
        assertThat(resumed.execution().machineBoots().unexpected())
                .extracting(MachineBoots.UnexpectedReboot::step)
                .as("only the reboots of the first step")
                .doesNotContain(new StepId("second"));
    }

    private static ExecutionCommand word(String step, Word word) {
        return new ExecutionCommand.Report(new StepId(step), word.report());
    }

    @Test
    void aFailedPartOfTheInstallerIsOneWarningHoweverFarItGoesUp() {
        Story story = Story.of(TWO_SCRIPTS)
                .remark("modules-final/config-scripts-user", "exit 3")
                .remark("modules-final/config-scripts-user", "exit 3")
                .remark("modules-final", "ran with 1 failure");
        assertThat(story.execution().warnings())
                .containsExactly("'modules-final/config-scripts-user' has failed: exit 3");
        assertThat(story.underWay()).containsExactly("first#1");
        for (int i = 0; i < 40; i++) {
            story.remark("part-" + i, "x".repeat(3000));
        }
        assertThat(story.execution().warnings()).hasSize(20).allMatch(warning -> warning.length() <= 2001);
    }

    @Test
    void aReportEndsACloudInitStepAsWell() {
        Story story = Story.of("steps: [{name: system, type: cloud_init}]").success("system");
        assertThat(story.status()).isEqualTo(ExecutionStatus.COMPLETED);
        Story failed = Story.of("steps: [{name: system, type: cloud_init}]").failed("system");
        assertThat(failed.phoneHome().refusedWith()).isEqualTo(Refusal.Code.EXECUTION_ENDED);
    }
}
