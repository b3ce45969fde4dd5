package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds after every command, whatever it was. */
final class Invariants {
    private Invariants() {}

    static void check(ExecutionState before, ExecutionCommand command, Decision decision, ExecutionState after) {
        if (before instanceof Execution was && after instanceof Execution is) {
            terminalStaysTerminal(was, command, is);
            historyOnlyGrows(was, is);
        }
        if (decision instanceof Decision.Duplicate) {
            assertThat(after).isEqualTo(before);
        }
        if (after instanceof Execution execution) {
            check(execution);
        }
    }

    private static void terminalStaysTerminal(Execution was, ExecutionCommand command, Execution is) {
        boolean again = command instanceof ExecutionCommand.Retry || command instanceof ExecutionCommand.SkipFailed;
        if (was.status().terminal() && !again) {
            assertThat(is.status()).as("after %s", command).isEqualTo(was.status());
        }
    }

    private static void historyOnlyGrows(Execution was, Execution is) {
        assertThat(is.attempts()).hasSizeGreaterThanOrEqualTo(was.attempts().size());
        for (int i = 0; i < was.attempts().size(); i++) {
            Attempt old = was.attempts().get(i);
            Attempt now = is.attempts().get(i);
            assertThat(now.step()).isEqualTo(old.step());
            assertThat(now.attempt()).isEqualTo(old.attempt());
            boolean mayChange = old.status() == StepStatus.RUNNING || old.status() == StepStatus.TIMED_OUT;
            if (!mayChange) {
                assertThat(now).as("an attempt that has ended").isEqualTo(old);
            }
        }
    }

    private static void check(Execution execution) {
        List<StepId> steps = execution.tasks().stream().map(Task::step).toList();
        assertThat(steps).as("one task per step").doesNotHaveDuplicates();
        boolean paused = execution.status() == ExecutionStatus.PAUSED;
        assertThat(execution.pause().isPresent())
                .as("a pause exactly while it is paused")
                .isEqualTo(paused);
        if (!paused) {
            assertThat(execution.tasks().isEmpty())
                    .as("something is under way exactly until the end: %s", execution)
                    .isEqualTo(execution.status().terminal());
        }
        assertThat(execution.running().stream().map(Task.Running::attempt).toList())
                .as("running attempts are those that the history calls running")
                .containsExactlyInAnyOrderElementsOf(execution.attempts().stream()
                        .filter(attempt -> attempt.status() == StepStatus.RUNNING)
                        .map(Attempt::attempt)
                        .toList());
        for (Task.Running running : execution.running()) {
            int most = execution.step(running.step()).orElseThrow().retry().maxAttempts();
            assertThat(running.budgeted()).as("attempts of %s", running.step()).isBetween(1, most);
        }
        timersOnlyForWhatIsUnderWay(execution);
        requestIdsDiffer(execution);
        assertThat(execution.refused()).hasSizeLessThanOrEqualTo(20);
        assertThat(execution.settled()).containsAll(execution.skipped());
    }

    private static void timersOnlyForWhatIsUnderWay(Execution execution) {
        List<Deadline> timers = WorkflowMachine.timers(execution);
        if (execution.status() == ExecutionStatus.PAUSED) {
            boolean runs = execution.running().stream().anyMatch(task -> !task.waits());
            assertThat(timers.isEmpty()).as("only what runs ticks in a pause").isEqualTo(!runs);
        } else {
            assertThat(timers.isEmpty())
                    .as("something ticks exactly until the end")
                    .isEqualTo(execution.status().terminal());
        }
        for (Deadline deadline : timers) {
            deadline.step().ifPresent(step -> assertThat(execution.task(step)).isPresent());
            deadline.attempt()
                    .ifPresent(attempt -> assertThat(
                                    execution.running(deadline.step().orElseThrow(), attempt))
                            .isPresent());
        }
    }

    private static void requestIdsDiffer(Execution execution) {
        Set<String> ids = new HashSet<>();
        for (NodeRequest request : WorkflowMachine.requests(execution)) {
            assertThat(ids.add(request.requestId())).as(request.requestId()).isTrue();
        }
    }
}
