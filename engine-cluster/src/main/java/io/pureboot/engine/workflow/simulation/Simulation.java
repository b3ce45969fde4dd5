package io.pureboot.engine.workflow.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.Why;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One run in virtual time: {@link WorkflowMachine} decides, a {@link ScriptedMachine} speaks, and of two things at the same moment
 * the word goes before the deadline. The node answers what it is asked at once, and never refuses.
 */
public final class Simulation {
    /** The most events of one simulation: more than any run that somebody would read. */
    public static final int MOST_EVENTS = 5_000;

    static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

    /** The next deadline, or silence that becomes too long; which of them it is says the command. */
    private record Due(Instant at, ExecutionCommand command) {}

    private final CompiledGraph graph;
    private final Outcomes outcomes;
    private final double chance;
    private final BooleanSupplier goesOn;
    private final ScriptedMachine machine;
    private final List<Simulated.Happening> timeline = new ArrayList<>();
    private final Waits waits = new Waits(BEGIN);
    private final Set<StepId> tried = new LinkedHashSet<>();
    private ExecutionState state = new ExecutionState.NotStarted();
    private Instant now = BEGIN;
    private int events;

    private Simulation(CompiledGraph graph, Outcomes outcomes, double chance, BooleanSupplier goesOn) {
        this.graph = graph;
        this.outcomes = outcomes;
        this.chance = chance;
        this.goesOn = goesOn;
        this.machine = new ScriptedMachine(outcomes, BEGIN);
    }

    /** The run that the outcomes make, with the longest delays that jitter allows. It stops as soon as {@code goesOn} says so. */
    public static Simulated run(CompiledGraph graph, Outcomes outcomes, BooleanSupplier goesOn) {
        return run(graph, outcomes, 0, goesOn);
    }

    /** @param chance what jitter draws, always: 0.0 gives the longest delays, 1.0 (exclusive) the shortest */
    static Simulated run(CompiledGraph graph, Outcomes outcomes, double chance, BooleanSupplier goesOn) {
        return new Simulation(graph, outcomes, chance, goesOn).run();
    }

    private Simulated run() {
        PinnedWorkflow workflow =
                new PinnedWorkflow(new WorkflowId("simulated"), 1, "0".repeat(64), "simulated", "", graph, List.of());
        tell(new ExecutionCommand.Start(
                new ExecutionId("simulated"),
                new NodeId("simulated"),
                1,
                workflow,
                JsonNodeFactory.instance.objectNode(),
                "simulation"));
        Optional<String> stopped = Optional.empty();
        while (stopped.isEmpty() && !execution().status().terminal()) {
            stopped = step();
        }
        return simulated(stopped);
    }

    /** One word or deadline; why there is no going on, when there is none. */
    private Optional<String> step() {
        if (events >= MOST_EVENTS) {
            return Optional.of("stopped after " + MOST_EVENTS + " events");
        }
        if (!goesOn.getAsBoolean()) {
            return Optional.of("stopped: it has taken too long to simulate");
        }
        Optional<Due> due = due();
        Optional<Word> word = machine.next();
        if (due.isEmpty() && word.isEmpty()) {
            return Optional.of("nothing ticks and nobody will say anything: it waits until somebody acts");
        }
        if (word.isPresent()
                && (due.isEmpty() || !word.get().at().isAfter(due.get().at()))) {
            now = latest(now, word.get().at());
            tell(machine.say());
            return Optional.empty();
        }
        now = latest(now, due.orElseThrow().at());
        boolean moved = tell(due.orElseThrow().command());
        return moved ? Optional.empty() : Optional.of("the deadline at " + offset(now) + " changes nothing");
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Optional<Due> due() {
        Stream<Due> deadlines = WorkflowMachine.timers(state).stream()
                .limit(1)
                .map(first -> new Due(first.at(), new ExecutionCommand.TimePassed()));
        Stream<Due> silences = execution().running().stream()
                .flatMap(task -> silence(task).stream()
                        .map(at -> new Due(at, new ExecutionCommand.HeartbeatMissed(task.step(), task.attempt()))));
        return Stream.concat(deadlines, silences).min(Comparator.comparing(Due::at));
    }

    /** When the silence of that attempt's agent will have become too long. */
    private Optional<Instant> silence(Task.Running task) {
        return machine.silentSince(task.step(), task.attempt())
                .flatMap(since -> limit(task).map(limit -> since.plus(limit.toDuration())));
    }

    private Optional<Seconds> limit(Task.Running task) {
        return WorkflowMachine.heartbeatLimit(execution(), task);
    }

    /** Whether something has happened. */
    private boolean tell(ExecutionCommand command) {
        Decision decision = WorkflowMachine.decide(state, command, new Moment(now, chance));
        List<ExecutionEvent> happened = switch (decision) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Duplicate duplicate -> List.of();
            case Decision.Refused refused -> {
                refused(command, refused);
                yield refused.kept();
            }
        };
        happened.forEach(this::happens);
        waits.seen(
                execution(),
                silences(),
                happened.stream().filter(EventWords::shown).findFirst().map(EventWords::name),
                now);
        answer();
        return !happened.isEmpty();
    }

    private void happens(ExecutionEvent event) {
        events++;
        state = WorkflowMachine.evolve(state, event);
        if (EventWords.shown(event)) {
            timeline.add(EventWords.of(event, BEGIN));
        }
        if (event instanceof ExecutionEvent.AttemptStarted started) {
            tried.add(started.step());
        }
        machine.sees(event, execution());
    }

    /** What operators do in vain; a refused report has an event of its own. */
    private void refused(ExecutionCommand command, Decision.Refused refused) {
        boolean byHand = command instanceof ExecutionCommand.Cancel
                || command instanceof ExecutionCommand.Pause
                || command instanceof ExecutionCommand.Resume;
        if (byHand) {
            timeline.add(new Simulated.Happening(
                    Duration.between(BEGIN, now),
                    "refused",
                    Optional.empty(),
                    Optional.empty(),
                    refused.refusal().code().wire() + ": " + refused.refusal().detail()));
        }
    }

    /** The node does what it is asked for. */
    private void answer() {
        List<NodeRequest> open = WorkflowMachine.requests(state);
        if (!open.isEmpty()) {
            NodeRequest request = open.getFirst();
            if (request instanceof NodeRequest.MoveTo move) {
                timeline.add(new Simulated.Happening(
                        Duration.between(BEGIN, now),
                        "node-moved",
                        Optional.of(move.step()),
                        Optional.empty(),
                        "the node is now " + move.state().wire()));
            }
            tell(new ExecutionCommand.RequestAnswered(request.requestId(), true, Optional.empty()));
        }
    }

    /** The silences that would end an attempt, had its agent just been heard for the last time. */
    private List<Deadline> silences() {
        return execution().running().stream()
                .flatMap(task -> limit(task).stream()
                        .map(limit -> new Deadline(
                                DeadlineCause.HEARTBEAT_TIMEOUT,
                                silence(task).orElse(now.plus(limit.toDuration())),
                                Optional.of(task.step()),
                                Optional.of(task.attempt()))))
                .toList();
    }

    private Execution execution() {
        if (state instanceof Execution execution) {
            return execution;
        }
        throw new IllegalStateException("a start creates an execution");
    }

    private String offset(Instant at) {
        return Spans.clock(Duration.between(BEGIN, at));
    }

    private Simulated simulated(Optional<String> stopped) {
        Execution end = execution();
        ExecutionStatus status = end.status();
        List<StepId> unused = outcomes.steps().keySet().stream()
                .filter(step -> !tried.contains(step))
                .sorted(Comparator.comparing(StepId::value))
                .toList();
        return new Simulated(
                status,
                status.terminal(),
                end.rolledBack(),
                end.error().map(error -> Spans.virtual(error, BEGIN)),
                stopped.map(why -> why + ". " + Spans.virtual(Why.of(end).waitsFor(), BEGIN)),
                Duration.between(BEGIN, now),
                timeline,
                waits.done(now),
                unused,
                Longest.of(graph));
    }
}
