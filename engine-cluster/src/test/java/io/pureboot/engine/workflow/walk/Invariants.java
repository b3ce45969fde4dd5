package io.pureboot.engine.workflow.walk;

import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.Phase;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.walk.Invariant.Broken;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds after every command, judged from the outside: plain checks, as they are asked more than a hundred thousand times. */
public final class Invariants {
    private static final int KEPT = 20;

    private final Machine machine;
    private final List<Broken> broken = new ArrayList<>();

    private Invariants(Machine machine) {
        this.machine = machine;
    }

    /** Everything that does not hold after {@code command} has led from {@code before} to {@code after}. */
    public static List<Broken> broken(
            Machine machine, ExecutionState before, ExecutionCommand command, Decision decision, ExecutionState after) {
        Invariants check = new Invariants(machine);
        if (before instanceof Execution was && after instanceof Execution is) {
            check.terminalStaysTerminal(was, command, is);
            check.historyOnlyGrows(was, is);
            check.closedAttemptsStayClosed(was, command, is);
        }
        if (decision instanceof Decision.Duplicate) {
            check.expect(
                    Invariant.DUPLICATES_CHANGE_NOTHING, after.equals(before), "a duplicate has changed the state");
        }
        if (after instanceof Execution execution) {
            check.oneRunningAttempt(execution);
            check.attemptsWithinMaximum(execution);
            check.timersOnlyForWhatRuns(execution);
            check.somethingGoesOn(execution);
            check.memoryIsBounded(execution);
            check.requestIdsDiffer(execution);
        }
        return check.broken;
    }

    private void expect(Invariant invariant, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(invariant.broken(otherwise));
        }
    }

    private void terminalStaysTerminal(Execution was, ExecutionCommand command, Execution is) {
        boolean again = command instanceof ExecutionCommand.Retry || command instanceof ExecutionCommand.SkipFailed;
        if (was.status().terminal() && !again) {
            expect(
                    Invariant.TERMINAL_STAYS_TERMINAL,
                    is.status() == was.status() && is.run() == was.run(),
                    "it was " + was.status().wire() + " and is " + is.status().wire());
        }
    }

    private void historyOnlyGrows(Execution was, Execution is) {
        if (is.attempts().size() < was.attempts().size()) {
            broken.add(Invariant.HISTORY_ONLY_GROWS.broken(
                    "of " + was.attempts().size() + " attempts " + is.attempts().size() + " are left"));
            return;
        }
        for (int i = 0; i < was.attempts().size(); i++) {
            Attempt old = was.attempts().get(i);
            Attempt now = is.attempts().get(i);
            boolean same = old.step().equals(now.step()) && old.attempt() == now.attempt();
            boolean mayChange = old.status() == StepStatus.RUNNING || becameSuccess(was, old, now);
            if (!same || !(mayChange || now.equals(old))) {
                broken.add(Invariant.HISTORY_ONLY_GROWS.broken(name(old) + " has become " + name(now)));
            }
        }
    }

    /** A late success that the step welcomes (promise P-2). */
    private static boolean becameSuccess(Execution was, Attempt old, Attempt now) {
        return now.status() == StepStatus.SUCCESS && welcomesLateSuccess(was, old);
    }

    private static boolean welcomesLateSuccess(Execution was, Attempt attempt) {
        return attempt.status() == StepStatus.TIMED_OUT
                && was.step(attempt.step()).filter(GraphStep::lateSuccess).isPresent()
                && was.task(attempt.step())
                        .filter(Task.AwaitingRetry.class::isInstance)
                        .isPresent();
    }

    private void closedAttemptsStayClosed(Execution was, ExecutionCommand command, Execution is) {
        if (!(command instanceof ExecutionCommand.Report report)
                || report.report().attempt().isEmpty()) {
            return;
        }
        int number = report.report().attempt().get();
        boolean runs = was.running(report.step(), number).isPresent();
        boolean welcome = report.report().status() == ReportStatus.SUCCESS
                && was.attempt(report.step(), number)
                        .filter(attempt -> welcomesLateSuccess(was, attempt))
                        .isPresent();
        if (!runs && !welcome) {
            expect(
                    Invariant.CLOSED_ATTEMPTS_STAY_CLOSED,
                    is.tasks().equals(was.tasks()) && is.attempts().equals(was.attempts()),
                    "a report of attempt " + number + " of '" + report.step() + "', which does not run, was taken");
        }
    }

    private void oneRunningAttempt(Execution execution) {
        Set<StepId> steps = new HashSet<>();
        Set<String> running = new HashSet<>();
        for (Task task : execution.tasks()) {
            expect(
                    Invariant.ONE_RUNNING_ATTEMPT,
                    steps.add(task.step()),
                    "'" + task.step() + "' is under way twice: " + execution.tasks());
            if (task instanceof Task.Running attempt) {
                running.add(attempt.step() + "#" + attempt.attempt());
            }
        }
        Set<String> said = new HashSet<>();
        for (Attempt attempt : execution.attempts()) {
            if (attempt.status() == StepStatus.RUNNING) {
                said.add(attempt.step() + "#" + attempt.attempt());
            }
        }
        expect(
                Invariant.ONE_RUNNING_ATTEMPT,
                running.equals(said),
                running + " run, but the history calls running " + said);
    }

    private record Budget(StepId step, int run, Phase phase) {}

    private void attemptsWithinMaximum(Execution execution) {
        Map<Budget, Integer> tries = new HashMap<>();
        for (Attempt attempt : execution.attempts()) {
            int count = tries.merge(new Budget(attempt.step(), attempt.run(), attempt.phase()), 1, Integer::sum);
            int most = execution
                    .step(attempt.step())
                    .map(step -> step.retry().maxAttempts())
                    .orElse(0);
            expect(
                    Invariant.ATTEMPTS_WITHIN_MAXIMUM,
                    count <= most,
                    "run " + attempt.run() + " tries '" + attempt.step() + "' " + count + " times of " + most);
        }
    }

    private void timersOnlyForWhatRuns(Execution execution) {
        for (Deadline deadline : machine.timers().apply(execution)) {
            Optional<Task> task = deadline.step().flatMap(execution::task);
            boolean stepIsUnderWay = deadline.step().isEmpty() || task.isPresent();
            boolean attemptRuns = deadline.attempt().isEmpty()
                    || (task.isPresent()
                            && task.get() instanceof Task.Running running
                            && running.attempt() == deadline.attempt().get());
            expect(
                    Invariant.TIMERS_ONLY_FOR_WHAT_RUNS,
                    stepIsUnderWay && attemptRuns && !execution.status().terminal(),
                    deadline + " ticks while " + execution.tasks() + " are under way");
        }
    }

    /** A paused execution holds its breath: only an attempt that ran already ticks on (promise P-11). */
    private void stopsInAPause(Execution execution) {
        boolean runs = execution.running().stream().anyMatch(task -> !task.waits());
        expect(
                Invariant.STOPS_IN_A_PAUSE,
                runs || machine.timers().apply(execution).isEmpty(),
                "paused with " + execution.tasks() + ", and yet "
                        + machine.timers().apply(execution) + " tick");
    }

    private void somethingGoesOn(Execution execution) {
        expect(
                Invariant.STOPS_IN_A_PAUSE,
                execution.pause().isPresent() == (execution.status() == ExecutionStatus.PAUSED),
                execution.status().wire() + " with the pause " + execution.pause());
        if (execution.status() == ExecutionStatus.PAUSED) {
            stopsInAPause(execution);
            return;
        }
        boolean ended = execution.status().terminal();
        expect(
                Invariant.SOMETHING_GOES_ON,
                execution.tasks().isEmpty() == ended,
                execution.status().wire() + " with the tasks " + execution.tasks());
        expect(
                Invariant.SOMETHING_GOES_ON,
                ended || !machine.timers().apply(execution).isEmpty(),
                "nothing ticks though it is " + execution.status().wire());
        expect(
                Invariant.SOMETHING_GOES_ON,
                execution.settled().containsAll(execution.skipped()),
                "what was skipped does not count as done: " + execution.skipped());
    }

    private void memoryIsBounded(Execution execution) {
        expect(
                Invariant.MEMORY_IS_BOUNDED,
                execution.refused().size() <= KEPT && execution.warnings().size() <= KEPT,
                execution.refused().size() + " refused reports and "
                        + execution.warnings().size() + " warnings are kept");
    }

    private void requestIdsDiffer(Execution execution) {
        Set<String> ids = new HashSet<>();
        for (NodeRequest request : machine.requests().apply(execution)) {
            expect(
                    Invariant.REQUEST_IDS_DIFFER,
                    ids.add(request.requestId()),
                    "two open requests are named " + request.requestId());
        }
    }

    private static String name(Attempt attempt) {
        return attempt.step() + "#" + attempt.attempt() + " " + attempt.status().wire();
    }
}
