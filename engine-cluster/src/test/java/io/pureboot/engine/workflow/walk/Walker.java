package io.pureboot.engine.workflow.walk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.journal.JournalSerializer;
import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.NotStarted;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.walk.Invariant.Broken;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One execution on its way: what the actor would do around the machine, without actor and database. Events go through the journal's
 * serializer as they are persisted; a crash throws the state away and makes it again from what was written.
 */
final class Walker {
    private static final Instant BEGIN = Instant.parse("2026-01-26T08:00:00Z");
    private static final JournalSerializer SERIALIZER = new JournalSerializer();

    private final Machine machine;
    private final PinnedWorkflow workflow;
    private final Random chances;
    private final List<ExecutionEvent> journal = new ArrayList<>();
    private final List<ExecutionCommand> told = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Supplier<String>> diary = new ArrayList<>();
    private final Set<String> takenEventIds = new HashSet<>();
    private final Map<String, NodeRequest> asked = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final List<Broken> broken = new ArrayList<>();
    private final Set<ExecutionStatus> statuses = EnumSet.noneOf(ExecutionStatus.class);

    private ExecutionState state = new NotStarted();
    private Instant now = BEGIN;
    private long lease = 1;
    private Optional<Written> snapshot = Optional.empty();
    private Optional<ExecutionCommand> justTold = Optional.empty();

    private record Written(String json, String manifest, int events) {}

    /** @param seed of the chances that the machine is given */
    Walker(Machine machine, PinnedWorkflow workflow, long seed) {
        this.machine = machine;
        this.workflow = workflow;
        this.chances = new Random(seed);
    }

    // --- what may happen

    ExecutionCommand start() {
        return new ExecutionCommand.Start(
                new ExecutionId("e1"), new NodeId("n1"), 1, workflow, JsonNodeFactory.instance.objectNode(), "walker");
    }

    ExecutionCommand retry(Optional<StepId> from) {
        return new ExecutionCommand.Retry("walker", ++lease, from, Optional.empty());
    }

    ExecutionCommand skipFailed(StepId step) {
        return new ExecutionCommand.SkipFailed("walker", ++lease, step, "not today");
    }

    void tell(ExecutionCommand command) {
        tell(new Step.Told(now, chances.nextDouble(), command));
    }

    private void tell(Step.Told step) {
        if (!broken.isEmpty()) {
            return;
        }
        ExecutionCommand command = step.command();
        ExecutionState before = state;
        int events = journal.size();
        boolean repeated = justTold.filter(command::equals).isPresent() && step.canBeToldApart();
        boolean taken = step.eventId().filter(takenEventIds::contains).isPresent();
        steps.add(step);
        now = step.at();
        try {
            Decision decision = machine.decide().decide(state, command, new Moment(now, step.chance()));
            write(command, decision);
            events(decision).forEach(this::persist);
            broken.addAll(Invariants.broken(machine, before, command, decision, state));
            requestsKeepTheirMeaning();
        } catch (RuntimeException thrown) {
            broken.add(Invariant.NEVER_THROWS.broken(command + " → " + thrown));
        }
        if ((taken || repeated) && journal.size() > events) {
            broken.add(
                    Invariant.DUPLICATES_CHANGE_NOTHING.broken((taken ? "taken before: " : "told twice: ") + command));
        }
        told.add(command);
        justTold = Optional.of(command);
        if (state instanceof Execution execution) {
            statuses.add(execution.status());
        }
    }

    /** The last command once more, before anything else has happened. */
    void again() {
        justTold.ifPresent(this::tell);
    }

    /** Something that was told at any time before comes once more; an operator who asks again later means it. */
    void late(Random random) {
        ExecutionCommand command = told.get(random.nextInt(told.size()));
        boolean byOperator = command instanceof ExecutionCommand.Retry
                || command instanceof ExecutionCommand.Cancel
                || command instanceof ExecutionCommand.Skip
                || command instanceof ExecutionCommand.SkipFailed
                || command instanceof ExecutionCommand.Pause
                || command instanceof ExecutionCommand.Resume;
        if (!byOperator) {
            tell(command);
        }
    }

    /** What happened elsewhere happens here. */
    void happens(Step step) {
        switch (step) {
            case Step.Told other -> {
                if (other.at().isAfter(now)) {
                    justTold = Optional.empty();
                }
                tell(other);
            }
            case Step.Snapshot other -> takeSnapshot();
            case Step.Crash other -> crash();
            case Step.CrashAfterSnapshot other -> crashAfterSnapshot();
        }
    }

    void after(long seconds) {
        silently(seconds);
        tell(new ExecutionCommand.TimePassed());
    }

    void untilNextDeadline() {
        List<Deadline> timers = machine.timers().apply(state);
        if (!timers.isEmpty() && timers.getFirst().at().isAfter(now)) {
            now = timers.getFirst().at();
        }
        justTold = Optional.empty();
        tell(new ExecutionCommand.TimePassed());
    }

    /** Time passes, and nobody tells the machine. */
    void silently(long seconds) {
        now = now.plusSeconds(seconds);
        justTold = Optional.empty();
    }

    void takeSnapshot() {
        if (state instanceof Execution) {
            snapshot = Optional.of(new Written(
                    new String(SERIALIZER.toBinary(state), StandardCharsets.UTF_8),
                    SERIALIZER.manifest(state),
                    journal.size()));
            steps.add(new Step.Snapshot());
            diary.add(() -> "snapshot");
        }
    }

    /** The state is lost, and made again from all events. */
    void crash() {
        steps.add(new Step.Crash());
        recover("crash", new NotStarted(), 0);
    }

    void crashAfterSnapshot() {
        snapshot.ifPresent(taken -> {
            steps.add(new Step.CrashAfterSnapshot());
            byte[] json = taken.json().getBytes(StandardCharsets.UTF_8);
            recover("crash after a snapshot", (ExecutionState) read(json, taken.manifest()), taken.events());
        });
    }

    private void recover(String what, ExecutionState from, int events) {
        diary.add(() -> what);
        ExecutionState replayed = from;
        for (ExecutionEvent event : journal.subList(events, journal.size())) {
            replayed = machine.evolve().apply(replayed, event);
        }
        if (!replayed.equals(state)) {
            broken.add(Invariant.REPLAY_EQUALS_LIVE.broken("live " + state + "\nreplayed " + replayed));
        }
        state = replayed;
    }

    // --- what happens then

    private void persist(ExecutionEvent event) {
        ExecutionEvent read = (ExecutionEvent) read(SERIALIZER.toBinary(event), SERIALIZER.manifest(event));
        if (!read.equals(event)) {
            broken.add(Invariant.REPLAY_EQUALS_LIVE.broken(event + " is read back as " + read));
        }
        journal.add(read);
        switch (event) {
            case ExecutionEvent.AttemptEnded ended -> ended.eventId().ifPresent(takenEventIds::add);
            case ExecutionEvent.RebootAnnounced announced -> announced.eventId().ifPresent(takenEventIds::add);
            case ExecutionEvent.RequestClosed closed -> answered.add(closed.requestId());
            default -> {}
        }
        state = machine.evolve().apply(state, event);
    }

    private void requestsKeepTheirMeaning() {
        for (NodeRequest request : requests()) {
            NodeRequest known = asked.getOrDefault(request.requestId(), request);
            if (!known.equals(request) || answered.contains(request.requestId())) {
                broken.add(Invariant.REQUEST_IDS_DIFFER.broken(known + " and later " + request));
            }
            asked.put(request.requestId(), request);
        }
    }

    private static Object read(byte[] bytes, String manifest) {
        try {
            return SERIALIZER.fromBinary(bytes, manifest);
        } catch (NotSerializableException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<ExecutionEvent> events(Decision decision) {
        return switch (decision) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Duplicate duplicate -> List.of();
            case Decision.Refused refused -> refused.kept();
        };
    }

    // --- what can be seen of it

    ExecutionState state() {
        return state;
    }

    /** Those that it has had after a command. */
    Set<ExecutionStatus> statuses() {
        return Set.copyOf(statuses);
    }

    List<NodeRequest> requests() {
        return machine.requests().apply(state);
    }

    List<StepId> stepsUnderWay() {
        return state instanceof Execution execution
                ? execution.tasks().stream().map(Task::step).toList()
                : List.of();
    }

    List<StepId> steps() {
        return workflow.graph().steps().stream().map(GraphStep::id).toList();
    }

    List<ExecutionEvent> journal() {
        return List.copyOf(journal);
    }

    List<ExecutionCommand> told() {
        return List.copyOf(told);
    }

    List<Step> happened() {
        return List.copyOf(steps);
    }

    List<Broken> broken() {
        return List.copyOf(broken);
    }

    /** What has happened, line by line. */
    List<String> diary() {
        return diary.stream().map(Supplier::get).toList();
    }

    private void write(ExecutionCommand command, Decision decision) {
        Duration since = Duration.between(BEGIN, now);
        diary.add(() -> "at +" + since.toSeconds() + " s "
                + (command instanceof ExecutionCommand.Start ? "Start" : command.toString()) + " → "
                + decision.getClass().getSimpleName() + " "
                + events(decision).stream()
                        .map(event -> event.getClass().getSimpleName())
                        .toList());
    }
}
