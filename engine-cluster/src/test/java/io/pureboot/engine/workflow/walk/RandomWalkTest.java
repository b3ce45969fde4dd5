package io.pureboot.engine.workflow.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * More than a hundred thousand commands a build, in orders that nobody thought of: callbacks, timers, duplicates, late ones, cancels,
 * retries and crashes, over several workflows. {@code -Dpureboot.walk.seed=} walks other ways, {@code -Dpureboot.walk.commands=} longer.
 */
class RandomWalkTest {
    private static final long SEED = Long.getLong("pureboot.walk.seed", 1);
    private static final int COMMANDS = Integer.getInteger("pureboot.walk.commands", 120_000);
    private static final int MOVES = 120;

    private final Set<ExecutionStatus> statuses = EnumSet.noneOf(ExecutionStatus.class);
    private final Set<StepStatus> steps = EnumSet.noneOf(StepStatus.class);
    private final Set<Class<?>> commands = new HashSet<>();
    private final Set<Class<?>> events = new HashSet<>();

    @Test
    void noOrderOfCommandsBreaksAnInvariant() {
        List<Subject> subjects = Subject.all();
        int told = 0;
        for (int i = 0; told < COMMANDS; i++) {
            Walk walk = new Walk(subjects.get(i % subjects.size()), SEED * 1_000_000 + i, MOVES);
            Walker walker = walk.walk(Machine.real());
            if (!walker.broken().isEmpty()) {
                Optional<Walk.Finding> finding = walk.finding(Machine.real());
                throw new AssertionError(finding.orElseThrow().toString());
            }
            told += walker.told().size();
            seen(walker);
        }
        everythingWasWalked();
    }

    private void seen(Walker walker) {
        walker.told().forEach(command -> commands.add(command.getClass()));
        walker.journal().forEach(event -> events.add(event.getClass()));
        statuses.addAll(walker.statuses());
        if (walker.state() instanceof Execution execution) {
            execution.attempts().forEach(attempt -> steps.add(attempt.status()));
            execution.skipped().forEach(step -> execution.stepStatus(step).ifPresent(steps::add));
        }
    }

    /** A walk that never gets somewhere proves nothing about it. */
    private void everythingWasWalked() {
        assertThat(commands)
                .as("a command without a line in Moves is never walked")
                .containsExactlyInAnyOrder(ExecutionCommand.class.getPermittedSubclasses());
        assertThat(events)
                .as("an event that no walk reaches needs a workflow in Subject")
                .containsExactlyInAnyOrder(ExecutionEvent.class.getPermittedSubclasses());
        assertThat(statuses)
                .as("pending lasts for one event only; pausing is walked as soon as Moves has it")
                .containsAll(Arrays.stream(ExecutionStatus.values())
                        .filter(status -> status != ExecutionStatus.PENDING && status != ExecutionStatus.PAUSED)
                        .toList());
        assertThat(steps).containsExactlyInAnyOrder(StepStatus.values());
    }
}
