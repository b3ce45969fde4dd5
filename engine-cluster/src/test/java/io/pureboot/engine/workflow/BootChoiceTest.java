package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.step.BootChoice;
import io.pureboot.engine.step.BootOrder;
import org.junit.jupiter.api.Test;

/** What a machine boots at each point of a workflow (promise P-15). Stands here for the sake of {@link Story}. */
class BootChoiceTest {
    private static String boots(Story story) {
        BootChoice choice = BootChoice.of(story.execution());
        String order = switch (choice.order()) {
            case BootOrder.Kernel kernel -> kernel.kernel();
            case BootOrder.Script script -> script.templateRef();
            case BootOrder.Agent agent -> "agent";
            case BootOrder.Disk disk -> "disk";
            case BootOrder.LikeNext next -> "like next";
        };
        return order + choice.source().map(step -> " of " + step.id()).orElse("");
    }

    @Test
    void eachStepIsServedFromTheBootStepThatRanLastAndTheEndFromDisk() {
        Story story = Story.of("""
                steps:
                  - {name: early, type: script, config: {script: x}}
                  - {name: one, type: boot, config: {kernel: k1}}
                  - {name: run, type: script, config: {script: x}}
                  - {name: settle, type: wait, config: {duration_seconds: 1}}
                  - {name: two, type: boot, config: {template_id: t2}}
                  - {name: reboot, type: reboot}
                  - {name: standard, type: boot}
                  - {name: rest, type: wait, config: {duration_seconds: 1}}
                  - {name: system, type: cloud_init}
                  - {name: last, type: wait, config: {duration_seconds: 1}}
                """);
        assertThat(boots(story)).isEqualTo("agent");
        assertThat(boots(story.success("early"))).isEqualTo("k1 of one");
        assertThat(boots(story.success("one"))).isEqualTo("k1 of one");
        assertThat(boots(story.success("run"))).as("a wait looks ahead").isEqualTo("t2 of two");
        assertThat(boots(story.after(1))).isEqualTo("t2 of two");
        assertThat(boots(story.success("two"))).isEqualTo("t2 of two");
        assertThat(boots(story.success("reboot"))).isEqualTo("agent");
        assertThat(boots(story.success("standard"))).isEqualTo("disk of system");
        assertThat(boots(story.after(1))).isEqualTo("disk of system");
        assertThat(boots(story.success("system"))).isEqualTo("disk");
        assertThat(boots(story.after(1))).as("a finished machine").isEqualTo("disk");
    }

    @Test
    void currentWorkSaysWhatMattersNow() {
        Story story = Story.of(
                "steps: [{name: a, type: script, config: {script: x}, on_failure: retry, retry_delay_seconds: 5}]");
        assertThat(CurrentWork.of(story.execution())).isInstanceOf(CurrentWork.RunningStep.class);
        assertThat(CurrentWork.of(story.failed("a").execution())).isInstanceOf(CurrentWork.AwaitingRetry.class);
        assertThat(CurrentWork.currentAttempt(story.execution()).map(Attempt::attempt))
                .contains(1);
        assertThat(CurrentWork.of(story.after(5).cancel().execution())).isInstanceOf(CurrentWork.Cancelling.class);
        assertThat(CurrentWork.of(story.failed("a").execution()))
                .isEqualTo(new CurrentWork.Ended(io.pureboot.protocol.ExecutionStatus.CANCELLED));
    }
}
