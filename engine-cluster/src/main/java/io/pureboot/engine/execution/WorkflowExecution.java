package io.pureboot.engine.execution;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.engine.call.Call;
import io.pureboot.engine.call.CallId;
import io.pureboot.engine.call.LatestCalls;
import io.pureboot.engine.journal.Changes;
import io.pureboot.engine.journal.ChangesAdapter;
import io.pureboot.engine.journal.JournalFailures;
import io.pureboot.engine.journal.Wire;
import io.pureboot.engine.recovery.UnreadableHistory;
import io.pureboot.engine.wakeup.WakeRow;
import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.NotStarted;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One execution: the shell around the pure machine. A command is decided, its events are persisted together, and then the world is
 * made to agree with the new state: one timer for what is due next, the head of the requests sent, the read table's row written. All
 * three follow from the state alone, so the same happens after a recovery.
 */
final class WorkflowExecution
        extends EventSourcedBehavior<WorkflowExecution.Message, Changes<ExecutionEvent>, ExecutionState> {
    static final EntityTypeKey<Message> KEY = EntityTypeKey.create(Message.class, "WorkflowExecution");

    private static final ChangesAdapter<ExecutionEvent> ROWS = new ChangesAdapter<>(ExecutionEvent.class);
    static final Refusal UNKNOWN = new Refusal(Refusal.Code.EXECUTION_UNKNOWN, "no execution exists under this id");

    private static final Duration FIRST_RESTART = Duration.ofMillis(200);
    private static final Duration LAST_RESTART = Duration.ofSeconds(10);
    private static final Duration LONGEST_TIMER = Duration.ofDays(1);
    private static final Duration TABLE_PAUSE = Duration.ofSeconds(2);
    private static final int SNAPSHOTS_KEPT = 2;

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ExecutionParts parts;
    private final String id;
    private final WakeRow row;
    private final Heartbeats heartbeats;
    private final LatestCalls<Reply> calls;

    private Optional<Prepared> prepared = Optional.empty();
    private Optional<String> sending = Optional.empty();
    private Duration pause;
    private Instant lastAsked;
    private final AtomicLong tableSequence = new AtomicLong();
    private Optional<Instant> armed = Optional.empty();
    private Optional<Foreseen> foreseen = Optional.empty();
    private boolean loaded;

    /** What reaches an execution. */
    sealed interface Message {}

    /** What may come from another engine. */
    sealed interface Remote extends Message, Wire {}

    /** @param call absent when it comes from an engine that knows no call ids */
    record Ask(ExecutionCommand command, ActorRef<Reply> replyTo, Optional<CallId> call) implements Remote {}

    record Get(ActorRef<Reply> replyTo) implements Remote {}

    record Beat(Heartbeat heartbeat, int tokenGeneration, ActorRef<Reply> replyTo) implements Remote {}

    /** An operator wants it tried again, if it is quarantined. */
    record Release() implements Remote {}

    /** The wake-up row is due, or is missing. */
    record WakeUp() implements Remote {}

    /** Its wake-up row falls due soon: it has only to be in memory, where its own timer fires in time. */
    record Load() implements Remote {}

    /** To leave: passivated, or its shard moves. */
    record Leave() implements Remote {}

    /** What it answers. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Answered.class, name = "answered"),
        @JsonSubTypes.Type(value = Found.class, name = "found"),
        @JsonSubTypes.Type(value = Beaten.class, name = "beaten"),
        @JsonSubTypes.Type(value = Away.class, name = "away"),
        @JsonSubTypes.Type(value = Held.class, name = "held")
    })
    sealed interface Reply extends Wire {}

    record Answered(ExecutionAnswer answer) implements Reply {}

    record Found(Optional<Execution> execution) implements Reply {}

    /** An answer, or why there is none. */
    record Beaten(Optional<HeartbeatAnswer> answer, Optional<Refusal> refusal) implements Reply {
        Beaten(Optional<HeartbeatAnswer> answer) {
            this(answer, Optional.empty());
        }
    }

    /** It cannot say now; nothing has changed. */
    record Away(String reason) implements Reply {}

    /** It is quarantined (promise P-27). */
    record Held(String reason) implements Reply {}

    private record Due() implements Message {}

    private record RowWritten(Optional<String> failure) implements Message {}

    private record RowSettled(Optional<String> failure) implements Message {}

    private record TableFailed(long sequence) implements Message {}

    private record TableAgain() implements Message {}

    private record NodeAnswered(String requestId, Optional<NodeRequests.Outcome> outcome) implements Message {}

    private record SendAgain() implements Message {}

    private record Idle() implements Message {}

    /** Decided events that wait for the wake-up row; everything that changes the state waits with them. */
    private record Prepared(Changes<ExecutionEvent> changes, Instant need, Conclusion conclusion) {}

    /** What the changes that are being persisted make of the state; known before, as the wake-up row depends on it. */
    private record Foreseen(ExecutionState before, Changes<ExecutionEvent> changes, ExecutionState after) {
        /** Only these very objects: comparing what they hold would cost more than doing it again. */
        @SuppressWarnings("ReferenceEquality")
        boolean of(ExecutionState state, Changes<ExecutionEvent> persisted) {
            return persisted == changes && state == before;
        }
    }

    /** What a command leads to besides events; the answer goes out after they are persisted (promise P-4). */
    private record Conclusion(Consumer<ExecutionState> answer, Consumer<String> away, boolean settle) {}

    static Behavior<Message> create(EntityContext<Message> entity, ExecutionParts parts) {
        // A clash in one batch of the journal fails innocent entities too: they come back, read their journal and go
        // on.
        return Behaviors.supervise(recovering(entity, parts))
                .onFailure(Exception.class, SupervisorStrategy.restartWithBackoff(FIRST_RESTART, LAST_RESTART, 0.2));
    }

    /** Reads its history, unless that has failed for good before. */
    static Behavior<Message> recovering(EntityContext<Message> entity, ExecutionParts parts) {
        return Behaviors.setup(
                context -> parts.quarantine().held(entity.getEntityId()).isPresent()
                        ? HeldExecution.create(context, entity, parts)
                        : Behaviors.withTimers(timers -> new WorkflowExecution(
                                context, timers, entity.getShard(), entity.getEntityId(), parts)));
    }

    private WorkflowExecution(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            String id,
            ExecutionParts parts) {
        super(PersistenceId.of(KEY.name(), id), JournalFailures.END_QUIETLY);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.parts = parts;
        this.id = id;
        this.row = new WakeRow(parts.wakeups(), id);
        this.pause = parts.settings().requestPause();
        this.lastAsked = parts.clock().instant();
        this.heartbeats = new Heartbeats(lastAsked);
        this.calls = new LatestCalls<>(parts.settings().askPatience());
    }

    @Override
    public ExecutionState emptyState() {
        return new NotStarted();
    }

    @Override
    public EventHandler<ExecutionState, Changes<ExecutionEvent>> eventHandler() {
        return UnreadableHistory.<ExecutionState, Changes<ExecutionEvent>>evolving(
                (state, changes) -> foreseen.filter(known -> known.of(state, changes))
                        .map(Foreseen::after)
                        .orElseGet(() -> after(state, changes.events())))::apply;
    }

    @Override
    public EventAdapter<Changes<ExecutionEvent>, Object> eventAdapter() {
        return ROWS;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(parts.settings().snapshotEvery(), SNAPSHOTS_KEPT);
    }

    @Override
    public SignalHandler<ExecutionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(
                        RecoveryFailed.class,
                        (state, failed) -> parts.quarantine().failed(id, failed.getFailure()))
                .onSignal(PreRestart.instance(), state -> gone())
                .onSignal(PostStop.instance(), state -> gone())
                .build();
    }

    @Override
    public CommandHandler<Message, Changes<ExecutionEvent>, ExecutionState> commandHandler() {
        return this::receive;
    }

    private void gone() {
        if (loaded) {
            loaded = false;
            parts.loaded().decrementAndGet();
        }
    }

    private void recovered(ExecutionState state) {
        UnreadableHistory.following(() -> reconcile(state));
        loaded = true;
        parts.loaded().incrementAndGet();
        parts.quarantine().recovered(id);
        timers.startSingleTimer(new Idle(), parts.settings().passivateAfter());
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> receive(ExecutionState state, Message message) {
        if (message instanceof Remote) {
            lastAsked = parts.clock().instant();
        }
        return switch (message) {
            case Get get -> answerGet(state, get);
            case Release release -> Effect().none();
            case Load load -> load(state);
            case RowWritten written -> rowWritten(written);
            case RowSettled settled -> rowSettled(settled);
            case TableFailed failed -> tableFailed(failed);
            case TableAgain again -> tableAgain(state);
            case Idle idle -> idle(state);
            case Leave leave -> Effect().stop();
            case Ask ask -> prepared.isPresent() ? Effect().stash() : ask(state, ask);
            case Beat beat -> prepared.isPresent() ? Effect().stash() : beat(state, beat);
            case WakeUp wakeUp -> prepared.isPresent() ? Effect().stash() : timePasses(state, true);
            case Due due -> prepared.isPresent() ? Effect().stash() : due(state);
            case NodeAnswered answered -> prepared.isPresent() ? Effect().stash() : nodeAnswered(state, answered);
            case SendAgain again -> prepared.isPresent() ? Effect().stash() : sendAgain(state);
        };
    }

    // --- what is asked of it

    private Effect<Changes<ExecutionEvent>, ExecutionState> answerGet(ExecutionState state, Get get) {
        get.replyTo().tell(new Found(execution(state)));
        return Effect().none();
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> ask(ExecutionState state, Ask ask) {
        Optional<Call<Reply>> taken = calls.take(ask.call(), ask.replyTo()::tell, lastAsked);
        if (taken.isEmpty()) {
            return Effect().none();
        }
        Call<Reply> call = taken.get();
        execution(state).ifPresent(execution -> listen(execution, ask.command()));
        return take(
                state,
                ask.command(),
                answer -> call.answer(new Answered(answer)),
                reason -> call.away(new Away(reason)),
                false);
    }

    /** A report is a sign of life; a machine that has just booted gets its agent's full limit once more. */
    private void listen(Execution execution, ExecutionCommand command) {
        if (command instanceof ExecutionCommand.Report(StepId step, StepReport report)) {
            heartbeats.heard(execution, Optional.of(step), report.attempt(), lastAsked);
        } else if (command instanceof ExecutionCommand.BootRequested) {
            heartbeats.heard(execution, Optional.empty(), Optional.empty(), lastAsked);
        } else if (command instanceof ExecutionCommand.UnderToken(int generation, ExecutionCommand word)
                && execution.machineBoots().accepts(generation)) {
            listen(execution, word);
        }
    }

    /** A heartbeat changes nothing that is persisted, unless the machine was waited for, or it is of another boot: then it is the evidence. */
    private Effect<Changes<ExecutionEvent>, ExecutionState> beat(ExecutionState state, Beat beat) {
        Optional<Execution> execution = execution(state);
        if (execution.isEmpty()) {
            beat.replyTo().tell(new Beaten(Optional.empty(), Optional.of(UNKNOWN)));
            return Effect().none();
        }
        if (!execution.get().machineBoots().accepts(beat.tokenGeneration())) {
            Refusal stale = WorkflowMachine.wrongTokenRefusal(beat.tokenGeneration());
            beat.replyTo().tell(new Beaten(Optional.empty(), Optional.of(stale)));
            return Effect().none();
        }
        Heartbeat heartbeat = beat.heartbeat();
        heartbeats.heard(execution.get(), heartbeat.stepId(), heartbeat.attempt(), lastAsked);
        // Without a boot id it may be the boot that announced the reboot: no evidence of the next one.
        boolean awaited = execution.get().running().stream()
                .anyMatch(task -> task.announced()
                        ? heartbeat.bootId().isPresent()
                        : task.contactDeadline().isPresent());
        boolean anotherBoot = heartbeat
                .bootId()
                .filter(execution.get().machineBoots()::isNews)
                .isPresent();
        boolean misread = heartbeat.bootId().isEmpty()
                && execution.get().running().stream().anyMatch(Task.Running::announced);
        if (!(awaited || anotherBoot) || misread) {
            beat.replyTo().tell(new Beaten(Optional.of(Heartbeats.answer(execution.get(), heartbeat))));
            return Effect().none();
        }
        return conclude(
                state,
                WorkflowMachine.decide(state, new ExecutionCommand.BootSeen(heartbeat.bootId()), moment()),
                new Conclusion(
                        after -> beat.replyTo()
                                .tell(new Beaten(execution(after).map(now -> Heartbeats.answer(now, heartbeat)))),
                        reason -> beat.replyTo().tell(new Away(reason)),
                        false));
    }

    /** Nearly everything that time changes is told to the node, which would have to be loaded at that moment. */
    private Effect<Changes<ExecutionEvent>, ExecutionState> load(ExecutionState state) {
        if (earliest(state).isPresent()) {
            execution(state).map(Execution::nodeId).ifPresent(parts.nodes()::expect);
        }
        return Effect().none();
    }

    /** A row that is due, too, would only bring a wake-up that puts it right. */
    private Effect<Changes<ExecutionEvent>, ExecutionState> due(ExecutionState state) {
        armed = Optional.empty();
        return timePasses(state, row.isDue(parts.clock().instant()));
    }

    /** Whatever is due by now happens; after a wake-up the row is put right as well. */
    private Effect<Changes<ExecutionEvent>, ExecutionState> timePasses(ExecutionState state, boolean settle) {
        Optional<Execution> execution = execution(state);
        if (execution.isEmpty()) {
            return nothing(state, settle);
        }
        Moment moment = moment();
        Decision decision = WorkflowMachine.decide(state, new ExecutionCommand.TimePassed(), moment);
        if (decision instanceof Decision.Accepted accepted && accepted.events().isEmpty()) {
            Optional<Task.Running> silent = heartbeats
                    .next(execution.get())
                    .filter(silence -> !silence.over().isAfter(moment.now()))
                    .map(Heartbeats.Silence::task);
            if (silent.isPresent()) {
                Task.Running task = silent.get();
                decision = WorkflowMachine.decide(
                        state, new ExecutionCommand.HeartbeatMissed(task.step(), task.attempt()), moment);
            }
        }
        return conclude(state, decision, new Conclusion(after -> {}, reason -> dueAgain(), settle));
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> nodeAnswered(ExecutionState state, NodeAnswered answered) {
        sending = Optional.empty();
        if (answered.outcome().isEmpty()) {
            timers.startSingleTimer(new SendAgain(), pause);
            pause = shorter(pause.multipliedBy(2), parts.settings().requestPauseLimit());
            return Effect().none();
        }
        pause = parts.settings().requestPause();
        NodeRequests.Outcome outcome = answered.outcome().get();
        return take(
                state,
                new ExecutionCommand.RequestAnswered(answered.requestId(), outcome.applied(), outcome.detail()),
                answer -> {},
                reason -> timers.startSingleTimer(new SendAgain(), pause),
                false);
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> sendAgain(ExecutionState state) {
        sendHead(state);
        return Effect().none();
    }

    // --- decide, persist, answer

    private Effect<Changes<ExecutionEvent>, ExecutionState> take(
            ExecutionState state,
            ExecutionCommand command,
            Consumer<ExecutionAnswer> answer,
            Consumer<String> away,
            boolean settle) {
        Decision decision = WorkflowMachine.decide(state, command, moment());
        return conclude(state, decision, new Conclusion(after -> answer.accept(answer(decision, after)), away, settle));
    }

    private static ExecutionAnswer answer(Decision decision, ExecutionState after) {
        Optional<Execution> execution = execution(after);
        return switch (decision) {
            case Decision.Refused refused -> new ExecutionAnswer.Refused(refused.refusal(), execution);
            case Decision.Accepted accepted -> done(execution, false);
            case Decision.Duplicate duplicate -> done(execution, true);
        };
    }

    private static ExecutionAnswer done(Optional<Execution> execution, boolean duplicate) {
        return execution
                .<ExecutionAnswer>map(now -> new ExecutionAnswer.Done(now, duplicate))
                .orElseGet(() -> new ExecutionAnswer.Refused(UNKNOWN, Optional.empty()));
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> conclude(
            ExecutionState state, Decision decision, Conclusion conclusion) {
        List<ExecutionEvent> events = switch (decision) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Refused refused -> refused.kept();
            case Decision.Duplicate duplicate -> List.of();
        };
        if (events.isEmpty()) {
            conclusion.answer().accept(state);
            return nothing(state, conclusion.settle());
        }
        // A persist that fails would cost the state in memory, which people may read meanwhile (promise P-24).
        if (!parts.database().answers()) {
            conclusion.away().accept("the database does not answer");
            return Effect().none();
        }
        Changes<ExecutionEvent> changes = new Changes<>(events);
        ExecutionState after = after(state, events);
        foreseen = Optional.of(new Foreseen(state, changes, after));
        Optional<Instant> need = outstanding(after);
        if (!row.mustPrecede(need) || (conclusion.settle() && rowIsDue(state))) {
            return persist(changes, conclusion);
        }
        prepared = Optional.of(new Prepared(changes, need.orElseThrow(), conclusion));
        context.pipeToSelf(row.precede(need.orElseThrow()), (ok, failure) -> new RowWritten(reason(failure)));
        return Effect().none();
    }

    /** What is outstanding had its row before it was persisted: that of an overdue deadline is overdue, until it is settled. */
    private boolean rowIsDue(ExecutionState state) {
        Instant now = parts.clock().instant();
        return WorkflowMachine.timers(state).stream()
                .anyMatch(deadline -> !deadline.at().isAfter(now));
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> rowWritten(RowWritten written) {
        Prepared waiting = prepared.orElseThrow();
        prepared = Optional.empty();
        if (written.failure().isPresent()) {
            context.getLog()
                    .warn(
                            "the wake-up row cannot be written now: {}",
                            written.failure().get());
            waiting.conclusion().away().accept(written.failure().get());
            return Effect().none().thenUnstashAll();
        }
        row.written(waiting.need());
        return persist(waiting.changes(), waiting.conclusion());
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> persist(
            Changes<ExecutionEvent> changes, Conclusion conclusion) {
        return Effect()
                .persist(changes)
                .thenRun(after -> {
                    foreseen = Optional.empty();
                    conclusion.answer().accept(after);
                    reconcile(after);
                    if (conclusion.settle()) {
                        settleRow(after);
                    } else {
                        dropRow(after);
                    }
                })
                .thenUnstashAll();
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> nothing(ExecutionState state, boolean settle) {
        arm(state);
        if (settle) {
            settleRow(state);
        }
        return Effect().none();
    }

    private static ExecutionState after(ExecutionState state, List<ExecutionEvent> events) {
        ExecutionState after = state;
        for (ExecutionEvent event : events) {
            after = WorkflowMachine.evolve(after, event);
        }
        return after;
    }

    // --- the world follows the state

    private void reconcile(ExecutionState state) {
        arm(state);
        sendHead(state);
        writeTable(state);
    }

    private void dropRow(ExecutionState state) {
        if (state instanceof Execution && outstanding(state).isEmpty()) {
            row.drop()
                    .ifPresent(dropped -> dropped.exceptionally(failure -> {
                        // It costs one needless wake-up, which clears the row.
                        return null;
                    }));
        }
    }

    /** A timer that ticks for less than is needed stays: when it is over, it is set anew. Most steps end long before theirs. */
    private void arm(ExecutionState state) {
        Optional<Instant> due = earliest(state);
        if (due.isEmpty()) {
            timers.cancel(new Due());
            armed = due;
        } else if (armed.isEmpty() || due.get().isBefore(armed.get())) {
            Duration wait = Duration.between(parts.clock().instant(), due.get());
            timers.startSingleTimer(new Due(), shorter(wait.isNegative() ? Duration.ZERO : wait, LONGEST_TIMER));
            armed = due;
        }
    }

    private void dueAgain() {
        timers.startSingleTimer(new Due(), pause);
        armed = Optional.of(parts.clock().instant().plus(pause));
    }

    /** The next moment at which time itself changes something. */
    private Optional<Instant> earliest(ExecutionState state) {
        List<Deadline> deadlines = WorkflowMachine.timers(state);
        return earlier(
                deadlines.isEmpty()
                        ? Optional.empty()
                        : Optional.of(deadlines.getFirst().at()),
                execution(state).flatMap(heartbeats::next).map(Heartbeats.Silence::over));
    }

    /** The moment by which this execution must have a home again, should it lose the one that it has. */
    private Optional<Instant> outstanding(ExecutionState state) {
        Optional<Instant> unanswered = WorkflowMachine.requests(state).isEmpty()
                ? Optional.empty()
                : Optional.of(moment().now().plus(parts.settings().requestWake()));
        return earlier(earliest(state), unanswered);
    }

    private void settleRow(ExecutionState state) {
        context.pipeToSelf(row.settle(outstanding(state)), (ok, failure) -> new RowSettled(reason(failure)));
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> rowSettled(RowSettled settled) {
        settled.failure().ifPresent(failure -> row.forget());
        return Effect().none();
    }

    private void sendHead(ExecutionState state) {
        Optional<NodeRequest> head = WorkflowMachine.requests(state).stream().findFirst();
        if (head.isEmpty() || sending.isPresent() || !(state instanceof Execution execution)) {
            return;
        }
        String id = head.get().requestId();
        sending = Optional.of(id);
        context.pipeToSelf(
                parts.nodes().send(execution.nodeId(), execution.id(), head.get()),
                (outcome, failure) -> new NodeAnswered(id, Optional.ofNullable(outcome)));
    }

    private void writeTable(ExecutionState state) {
        long sequence = lastSequenceNumber(context);
        ActorRef<Message> self = context.getSelf();
        execution(state)
                .ifPresent(execution -> parts.table()
                        .put(ExecutionRows.of(execution, parts.clock().instant()), sequence)
                        .whenComplete((ok, failure) -> {
                            if (failure == null) {
                                tableSequence.accumulateAndGet(sequence, Math::max);
                            } else {
                                self.tell(new TableFailed(sequence));
                            }
                        }));
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> tableFailed(TableFailed failed) {
        if (failed.sequence() == lastSequenceNumber(context)) {
            timers.startSingleTimer(new TableAgain(), TABLE_PAUSE);
        }
        return Effect().none();
    }

    private Effect<Changes<ExecutionEvent>, ExecutionState> tableAgain(ExecutionState state) {
        writeTable(state);
        return Effect().none();
    }

    /**
     * Silence is watched in memory, so an execution whose agent is watched stays; so does one that has something to write, and one that
     * would be loaded again before long: sweepers look ahead for less than the limit, and once for each row.
     */
    private Effect<Changes<ExecutionEvent>, ExecutionState> idle(ExecutionState state) {
        Duration limit = parts.settings().passivateAfter();
        calls.forget(parts.clock().instant());
        Duration quiet = Duration.between(lastAsked, parts.clock().instant());
        boolean soon = earliest(state)
                .filter(at -> at.isBefore(parts.clock().instant().plus(limit)))
                .isPresent();
        boolean watching = execution(state).flatMap(heartbeats::next).isPresent();
        boolean written = state instanceof NotStarted || tableSequence.get() == lastSequenceNumber(context);
        if (quiet.compareTo(limit) >= 0 && !watching && !soon && written && prepared.isEmpty()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        Duration rest = limit.minus(quiet);
        timers.startSingleTimer(new Idle(), rest.isNegative() || rest.isZero() ? limit : rest);
        return Effect().none();
    }

    private Moment moment() {
        return new Moment(
                parts.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                ThreadLocalRandom.current().nextDouble());
    }

    private static Optional<Execution> execution(ExecutionState state) {
        return switch (state) {
            case NotStarted none -> Optional.empty();
            case Execution execution -> Optional.of(execution);
        };
    }

    private static Optional<String> reason(@org.jspecify.annotations.Nullable Throwable failure) {
        return Optional.ofNullable(failure).map(Throwable::toString);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        boolean first = other.isEmpty() || (one.isPresent() && one.get().isBefore(other.get()));
        return first ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
