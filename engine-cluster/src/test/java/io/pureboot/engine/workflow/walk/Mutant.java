package io.pureboot.engine.workflow.walk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepReport;
import io.pureboot.protocol.StepStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A machine with one bug, put in on purpose.
 *
 * @param bug what it does wrong
 * @param breaks the invariant under which the walk must find it
 */
record Mutant(String bug, Invariant breaks, Machine machine) {
    private static final AtomicLong EVENTS_SEEN = new AtomicLong();

    static List<Mutant> all() {
        Machine real = Machine.real();
        return List.of(
                new Mutant(
                        "a phone home after the end throws",
                        Invariant.NEVER_THROWS,
                        real.deciding(Mutant::throwingAfterTheEnd)),
                new Mutant(
                        "what an event does depends on how many came before in this process",
                        Invariant.REPLAY_EQUALS_LIVE,
                        real.evolving(Mutant::countingEvents)),
                new Mutant(
                        "a boot after the end wakes the execution",
                        Invariant.TERMINAL_STAYS_TERMINAL,
                        real.deciding(Mutant::wakingUpAtBoot)),
                new Mutant(
                        "the deadline of an ended attempt goes on ticking",
                        Invariant.TIMERS_ONLY_FOR_WHAT_RUNS,
                        real.ticking(Mutant::timersOfTheDead)),
                new Mutant(
                        "one attempt more than the maximum",
                        Invariant.ATTEMPTS_WITHIN_MAXIMUM,
                        real.deciding(Mutant::generous)),
                new Mutant(
                        "a step that starts runs twice",
                        Invariant.ONE_RUNNING_ATTEMPT,
                        real.evolving(Mutant::startingTwice)),
                new Mutant(
                        "a repeated report counts for the step that runs now",
                        Invariant.DUPLICATES_CHANGE_NOTHING,
                        real.deciding(Mutant::countingTwice)),
                new Mutant(
                        "the number of the attempt is not looked at",
                        Invariant.CLOSED_ATTEMPTS_STAY_CLOSED,
                        real.deciding(Mutant::withoutFence)),
                new Mutant(
                        "a retry forgets the attempts before it",
                        Invariant.HISTORY_ONLY_GROWS,
                        real.evolving(Mutant::forgettingHistory)),
                new Mutant(
                        "requests are named without their run",
                        Invariant.REQUEST_IDS_DIFFER,
                        real.asking(Mutant::requestsWithoutRun)),
                new Mutant(
                        "a step that waits for its retry is forgotten",
                        Invariant.SOMETHING_GOES_ON,
                        real.evolving(Mutant::forgettingRetries)),
                new Mutant(
                        "a pause stops no clock",
                        Invariant.STOPS_IN_A_PAUSE,
                        real.ticking(Mutant::tickingThroughPauses)),
                new Mutant(
                        "every refused report is kept",
                        Invariant.MEMORY_IS_BOUNDED,
                        real.evolving(Mutant::keepingEveryRefusal)));
    }

    @Override
    public String toString() {
        return bug;
    }

    private static Decision throwingAfterTheEnd(ExecutionState state, ExecutionCommand command, Moment moment) {
        if (ended(state) && command instanceof ExecutionCommand.PhoneHome) {
            throw new IllegalStateException("no home to phone");
        }
        return WorkflowMachine.decide(state, command, moment);
    }

    private static ExecutionState countingEvents(ExecutionState state, ExecutionEvent event) {
        ExecutionState after = WorkflowMachine.evolve(state, event);
        return event instanceof ExecutionEvent.AttemptStarted && after instanceof Execution execution
                ? edited(execution, Execution.class, tree -> tree.put("started_by", "" + EVENTS_SEEN.incrementAndGet()))
                : after;
    }

    private static List<Deadline> tickingThroughPauses(ExecutionState state) {
        return WorkflowMachine.timers(
                state instanceof Execution execution && execution.pause().isPresent()
                        ? edited(execution, Execution.class, tree -> {
                            tree.put(
                                    "status",
                                    execution.pause().get().resumesAs().wire());
                            tree.remove("pause");
                        })
                        : state);
    }

    private static Decision wakingUpAtBoot(ExecutionState state, ExecutionCommand command, Moment moment) {
        return ended(state) && command instanceof ExecutionCommand.BootSeen && state instanceof Execution execution
                ? WorkflowMachine.decide(
                        state,
                        new ExecutionCommand.Retry("nobody", execution.lease() + 1, Optional.empty(), Optional.empty()),
                        moment)
                : WorkflowMachine.decide(state, command, moment);
    }

    private static List<Deadline> timersOfTheDead(ExecutionState state) {
        List<Deadline> timers = new ArrayList<>(WorkflowMachine.timers(state));
        if (state instanceof Execution execution && !ended(state)) {
            for (Attempt attempt : execution.attempts()) {
                if (attempt.status() == StepStatus.FAILED) {
                    timers.add(new Deadline(
                            DeadlineCause.ATTEMPT_TIMEOUT,
                            attempt.deadline(),
                            Optional.of(attempt.step()),
                            Optional.of(attempt.attempt())));
                }
            }
        }
        return timers;
    }

    private static Decision generous(ExecutionState state, ExecutionCommand command, Moment moment) {
        if (!(state instanceof Execution execution)) {
            return WorkflowMachine.decide(state, command, moment);
        }
        Execution withMore = edited(
                execution,
                Execution.class,
                tree -> tree.at("/workflow/graph/steps").forEach(step -> {
                    ObjectNode retry = (ObjectNode) step.path("retry");
                    retry.put("max_attempts", retry.path("max_attempts").asInt() + 1);
                }));
        return WorkflowMachine.decide(withMore, command, moment);
    }

    private static ExecutionState startingTwice(ExecutionState state, ExecutionEvent event) {
        ExecutionState after = WorkflowMachine.evolve(state, event);
        return event instanceof ExecutionEvent.AttemptStarted && after instanceof Execution execution
                ? edited(execution, Execution.class, tree -> {
                    ArrayNode tasks = (ArrayNode) tree.path("tasks");
                    ObjectNode second = tasks.get(tasks.size() - 1).deepCopy();
                    tasks.add(second.put("attempt", second.path("attempt").asInt() + 1));
                })
                : after;
    }

    private static Decision countingTwice(ExecutionState state, ExecutionCommand command, Moment moment) {
        Decision decision = WorkflowMachine.decide(state, command, moment);
        boolean repeated = decision instanceof Decision.Duplicate;
        if (repeated
                && command instanceof ExecutionCommand.Report report
                && state instanceof Execution execution
                && !execution.tasks().isEmpty()) {
            StepReport anonymous =
                    edited(report.report(), StepReport.class, tree -> tree.remove(List.of("attempt", "event_id")));
            return WorkflowMachine.decide(
                    state,
                    new ExecutionCommand.Report(execution.tasks().getFirst().step(), anonymous),
                    moment);
        }
        return decision;
    }

    private static Decision withoutFence(ExecutionState state, ExecutionCommand command, Moment moment) {
        return command instanceof ExecutionCommand.Report report
                ? WorkflowMachine.decide(
                        state,
                        new ExecutionCommand.Report(
                                report.step(),
                                edited(report.report(), StepReport.class, tree -> tree.remove("attempt"))),
                        moment)
                : WorkflowMachine.decide(state, command, moment);
    }

    private static ExecutionState forgettingHistory(ExecutionState state, ExecutionEvent event) {
        ExecutionState after = WorkflowMachine.evolve(state, event);
        return event instanceof ExecutionEvent.ExecutionRetried && after instanceof Execution execution
                ? edited(execution, Execution.class, tree -> tree.putArray("attempts"))
                : after;
    }

    private static List<NodeRequest> requestsWithoutRun(ExecutionState state) {
        return WorkflowMachine.requests(state).stream()
                .map(request -> edited(
                        request,
                        request.getClass(),
                        tree -> tree.put("request_id", request.requestId().replaceFirst("^[0-9]+/", ""))))
                .map(NodeRequest.class::cast)
                .toList();
    }

    private static ExecutionState forgettingRetries(ExecutionState state, ExecutionEvent event) {
        return event instanceof ExecutionEvent.RetryScheduled ? state : WorkflowMachine.evolve(state, event);
    }

    private static ExecutionState keepingEveryRefusal(ExecutionState state, ExecutionEvent event) {
        ExecutionState after = WorkflowMachine.evolve(state, event);
        return event instanceof ExecutionEvent.ReportRefused && after instanceof Execution execution
                ? edited(execution, Execution.class, tree -> {
                    ArrayNode refused = (ArrayNode) tree.path("refused");
                    refused.addAll(refused.deepCopy());
                })
                : after;
    }

    private static boolean ended(ExecutionState state) {
        return state instanceof Execution execution && execution.status().terminal();
    }

    /** The value with something of it changed, whatever else its record has or will have. */
    private static <T> T edited(T value, Class<? extends T> type, Consumer<ObjectNode> edit) {
        ObjectNode tree = Json.mapper().valueToTree(value);
        edit.accept(tree);
        try {
            return Json.mapper().treeToValue(tree, type);
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
