package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events of any history on any state: evolve is total, and so is all that reads a state. */
class EvolutionTest {
    private static final String STEPS = """
            on_cancel: [wipe]
            steps:
              - {name: a, type: script, config: {script: x}, on_failure: retry, next_state: installed}
              - {name: b, type: boot, config: {boot_timeout_seconds: 5}, on_failure: rollback, rollback_step_id: undo}
              - {name: undo, type: script, config: {script: x}}
              - {name: wipe, type: script, config: {script: x}}
            """;

    private static List<ExecutionEvent> everyKindOfEvent() {
        List<ExecutionEvent> events = new ArrayList<>();
        events.addAll(Story.of(STEPS)
                .failed("a")
                .after(30)
                .success("a")
                .booted()
                .failed("b")
                .success("undo")
                .journal());
        events.addAll(Story.of(STEPS)
                .cancel()
                .failed("a")
                .success("wipe")
                .retry()
                .nodeAnswers("1/release", false)
                .journal());
        events.addAll(Story.of(STEPS).pause().failed("a").resume().after(30).journal());
        events.addAll(Story.of(STEPS.replace("retry", "skip"))
                .failed("a")
                .success("nowhere")
                .success("wipe")
                .journal());
        events.addAll(Story.of("steps: [{name: r, type: reboot, config: {confirm: boot}}]")
                .success("r")
                .booted()
                .journal());
        events.addAll(Story.of("boot_loop: {boots: 1, minutes: 5}\n" + STEPS)
                .say("a", Word.progress().boot("b-1"))
                .bootRequested()
                .bootRequested()
                .remark("modules-final", "no network")
                .journal());
        assertThat(events.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(List.of(ExecutionEvent.class.getPermittedSubclasses()));
        return events;
    }

    @Test
    void anyEventInAnyStateIsSurvived() {
        List<ExecutionEvent> events = everyKindOfEvent();
        Random random = new Random(11);
        for (int walk = 0; walk < 200; walk++) {
            ExecutionState state = new ExecutionState.NotStarted();
            for (int i = 0; i < 60; i++) {
                state = WorkflowMachine.evolve(state, events.get(random.nextInt(events.size())));
                assertThat(WorkflowMachine.timers(state)).isNotNull();
                assertThat(WorkflowMachine.requests(state)).isNotNull();
                if (state instanceof ExecutionState.Execution execution) {
                    assertThat(CurrentWork.of(execution)).isNotNull();
                    assertThat(execution.machineBoots()).isNotNull();
                    WorkflowMachine.decide(
                            state,
                            new ExecutionCommand.TimePassed(),
                            new Moment(Story.BEGIN.plusSeconds(100_000), 0.5));
                }
            }
        }
    }

    @Test
    void beforeTheCreationOnlyTheCreationCounts() {
        for (ExecutionEvent event : everyKindOfEvent()) {
            ExecutionState state = WorkflowMachine.evolve(new ExecutionState.NotStarted(), event);
            assertThat(state instanceof ExecutionState.Execution)
                    .isEqualTo(event instanceof ExecutionEvent.ExecutionCreated);
        }
    }
}
