package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an execution waits for, word for word. */
class WhyTest {
    private static final String EVERYTHING = """
            timeout_seconds: 1000
            cancel_grace_seconds: 30
            steps:
              - {name: boot, type: boot, config: {boot_timeout_seconds: 60}, timeout_seconds: 600, next_state: installing}
              - {name: install, type: script, config: {script: x}, timeout_seconds: 600, heartbeat_timeout_seconds: 15,
                 on_failure: retry, max_retries: 2, retry_delay_seconds: 40, late_success: accept}
              - {name: rest, type: wait, config: {duration_seconds: 100}}
              - {name: restart, type: reboot, config: {confirm: boot}}
              - {name: system, type: cloud_init}
            """;

    private static Why why(Story story) {
        return Why.of(story.execution());
    }

    private static Deadline deadline(DeadlineCause cause, long seconds, String step) {
        return new Deadline(cause, Story.BEGIN.plusSeconds(seconds), Optional.of(new StepId(step)), Optional.of(1));
    }

    @Test
    void itTellsWhatIsWaitedForAtEachPointOfTheWay() {
        Story story = Story.of(EVERYTHING);
        assertThat(why(story).waitsFor())
                .isEqualTo("Step 'boot' waits for the machine to show itself for the first time.");
        assertThat(why(story).nextDeadline()).contains(deadline(DeadlineCause.FIRST_CONTACT, 60, "boot"));
        assertThat(why(story).deadlines())
                .extracting(Deadline::cause)
                .containsExactly(
                        DeadlineCause.FIRST_CONTACT, DeadlineCause.ATTEMPT_TIMEOUT, DeadlineCause.EXECUTION_TIMEOUT);
        story.success("boot").silently(5);
        assertThat(why(story).waitsFor())
                .isEqualTo("The report on attempt 1 of step 'install', which runs on the machine, is awaited.");
        assertThat(why(story).since()).contains(Story.BEGIN);
        assertThat(why(story).asked()).extracting(NodeRequest::requestId).containsExactly("1/boot/1");
        assertThat(why(story).silences()).containsExactly(new Why.Silence(new StepId("install"), 1, new Seconds(15)));
        story.failed("install");
        assertThat(why(story).waitsFor())
                .isEqualTo("Step 'install' has failed and waits for its next attempt, due at "
                        + Story.BEGIN.plusSeconds(45) + ".");
        assertThat(why(story).since()).contains(Story.BEGIN.plusSeconds(5));
        story.after(40).success("install");
        assertThat(why(story).waitsFor())
                .isEqualTo("Step 'rest' waits for its time to pass, until " + Story.BEGIN.plusSeconds(145) + ".");
        story.after(100).success("restart");
        assertThat(why(story).waitsFor())
                .isEqualTo(
                        "Step 'restart' waits for the machine to boot again after the reboot that it has announced.");
        story.booted();
        assertThat(why(story).waitsFor()).isEqualTo("Step 'system' waits for the installed system to phone home.");
        story.phoneHome();
        assertThat(why(story).waitsFor())
                .isEqualTo("The execution has ended: completed; its node has not yet answered what it was asked.");
    }

    @Test
    void itNamesTheCallbacksThatWouldBeAccepted() {
        Story story = Story.of(EVERYTHING).success("boot");
        Why.Callback any = new Why.Callback(new StepId("install"), 1, List.of(ReportStatus.values()), false);
        assertThat(why(story).callbacks()).containsExactly(any);
        for (ReportStatus status : any.statuses()) {
            assertThat(Story.of(EVERYTHING)
                            .success("boot")
                            .say("install", Word.of(status).of(1))
                            .last())
                    .isInstanceOf(Decision.Accepted.class);
        }
        story.failed("install");
        assertThat(why(story).callbacks()).as("a failed one is over").isEmpty();
        Story late = Story.of(EVERYTHING).success("boot").after(600);
        assertThat(why(late).callbacks())
                .containsExactly(new Why.Callback(new StepId("install"), 1, List.of(ReportStatus.SUCCESS), false));
        assertThat(late.say("install", Word.success().of(1)).attempts("install"))
                .containsExactly("success");
        assertThat(why(late).callbacks()).as("a wait step takes none").isEmpty();
        Story home = late.after(100).success("restart").booted();
        assertThat(why(home).callbacks())
                .containsExactly(new Why.Callback(new StepId("system"), 1, List.of(ReportStatus.values()), true));
        assertThat(why(home.phoneHome()).callbacks()).isEmpty();
    }

    @Test
    void itNamesThePauseAndWhatGoesOnInIt() {
        Story story = Story.of(EVERYTHING).success("boot").after(5).pause().silently(60);
        assertThat(why(story).waitsFor())
                .isEqualTo(
                        "The execution is paused by operator (the switch is being replaced); attempt 1 of step 'install' "
                                + "goes on meanwhile; it waits to be resumed.");
        assertThat(why(story).since()).contains(Story.BEGIN.plusSeconds(5));
        assertThat(why(story).pause()).isEqualTo(story.execution().pause());
        assertThat(why(story.success("install")).waitsFor())
                .isEqualTo(
                        "The execution is paused by operator (the switch is being replaced); nothing runs; it waits to be "
                                + "resumed.");
        assertThat(why(story).nextDeadline()).isEmpty();
    }

    @Test
    void itTellsOfACancelAndOfARollback() {
        Story cancelling = Story.of(EVERYTHING).success("boot").cancel();
        assertThat(why(cancelling).waitsFor())
                .isEqualTo(
                        "The agent's word on attempt 1 of step 'install', which is to stop, is awaited; the execution is "
                                + "being cancelled.");
        assertThat(why(cancelling).nextDeadline()).map(Deadline::cause).contains(DeadlineCause.CANCEL_GRACE);
        Story rolling = Story.of("""
                steps:
                  - {name: a, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
                  - {name: undo, type: script, config: {script: x}}
                """).failed("a");
        assertThat(why(rolling).waitsFor())
                .isEqualTo(
                        "The report on attempt 1 of step 'undo', which runs on the machine, is awaited; the execution is "
                                + "rolling back.");
        assertThat(why(rolling.failed("undo")).waitsFor())
                .startsWith("The execution has ended: failed (Step 'a' failed after 1 attempt");
    }

    @Test
    void itShowsTheLastRefusalsTheNewestFirst() {
        Story story = Story.of(EVERYTHING).success("boot").failed("boot").success("system");
        assertThat(why(story).refusals())
                .extracting(refused -> refused.step().value())
                .containsExactly("system", "boot");
    }
}
