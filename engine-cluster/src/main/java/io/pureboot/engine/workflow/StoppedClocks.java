package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The clocks that a pause stops (promise P-11): retry delays, wait steps, the execution's deadline. In a paused state they all show
 * what was left at the pause's own instant, so that one shift by the pause's length puts them right at its end.
 */
final class StoppedClocks {
    private StoppedClocks() {}

    /** How long the pause has lasted; none when the clock of another engine says that it ends before it began. */
    static Duration length(Pause pause, Instant end) {
        Duration length = Duration.between(pause.at(), end);
        return length.isNegative() ? Duration.ZERO : length;
    }

    /** When a delay from {@code begun} to {@code due} is over: in a pause, counted from the pause's instant. */
    static Instant due(Optional<Pause> pause, Instant begun, Instant due) {
        return pause.map(stopped -> due.minus(length(stopped, begun))).orElse(due);
    }

    /** The task as it goes on after {@code stood}: what waits has its clock put on, what runs has kept its own. */
    static Task goesOn(Task task, Duration stood) {
        return switch (task) {
            case Task.AwaitingRetry waiting ->
                new Task.AwaitingRetry(
                        waiting.step(),
                        waiting.nextBudgeted(),
                        waiting.phase(),
                        waiting.due().plus(stood));
            case Task.Running running ->
                running.waits() ? running.until(running.deadline().plus(stood)) : running;
        };
    }
}
