package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.call.Call;
import io.pureboot.engine.call.CallId;
import io.pureboot.engine.call.LatestCalls;
import io.pureboot.engine.journal.Changes;
import io.pureboot.engine.journal.ChangesAdapter;
import io.pureboot.engine.journal.JournalFailures;
import io.pureboot.engine.journal.Wire;
import io.pureboot.engine.node.NodeEntry.Known;
import io.pureboot.engine.query.NodeRow;
import io.pureboot.engine.recovery.UnreadableHistory;
import io.pureboot.engine.wakeup.WakeRow;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowReference;
import io.pureboot.protocol.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
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
 * One machine of the inventory: the shell around {@link NodeMachine}. A lock that waits for its execution's word is said to it again
 * and again; the wake-up row brings the node back if it loses its home meanwhile.
 */
final class Node extends EventSourcedBehavior<Node.Message, Changes<NodeEvent>, NodeEntry> {
    static final EntityTypeKey<Message> KEY = EntityTypeKey.create(Message.class, "Node");

    private static final ChangesAdapter<NodeEvent> ROWS = new ChangesAdapter<>(NodeEvent.class);

    private static final Duration FIRST_RESTART = Duration.ofMillis(200);
    private static final Duration LAST_RESTART = Duration.ofSeconds(10);
    private static final Duration TABLE_PAUSE = Duration.ofSeconds(2);
    private static final int SNAPSHOTS_KEPT = 2;

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final NodeParts parts;
    private final String id;
    private final WakeRow row;
    private final LatestCalls<Reply> calls;

    private Optional<Prepared> prepared = Optional.empty();
    private Optional<Long> saying = Optional.empty();
    private Optional<NodeCommand.Start> asked = Optional.empty();
    private List<Waiting> waiting = new ArrayList<>();
    private Duration pause;
    private Instant lastAsked;
    private final AtomicLong tableSequence = new AtomicLong();

    /** What reaches a node. */
    sealed interface Message {}

    /** What may come from another engine. */
    sealed interface Remote extends Message, Wire {}

    /** @param call absent when it comes from an engine that knows no call ids */
    record Ask(NodeCommand command, ActorRef<Reply> replyTo, Optional<CallId> call) implements Remote {}

    record Get(ActorRef<Reply> replyTo) implements Remote {}

    /** An operator wants it tried again, if it is quarantined. */
    record Release() implements Remote {}

    /** The wake-up row is due. */
    record WakeUp() implements Remote {}

    /** Its wake-up row falls due soon, or its execution will ask it soon: it has only to be in memory. */
    record Load() implements Remote {}

    /** To leave: passivated, or its shard moves. */
    record Leave() implements Remote {}

    /** What it answers. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Found.class, name = "found"),
        @JsonSubTypes.Type(value = Changed.class, name = "changed"),
        @JsonSubTypes.Type(value = Begun.class, name = "begun"),
        @JsonSubTypes.Type(value = Requested.class, name = "requested"),
        @JsonSubTypes.Type(value = Denied.class, name = "denied"),
        @JsonSubTypes.Type(value = Away.class, name = "away"),
        @JsonSubTypes.Type(value = Held.class, name = "held")
    })
    sealed interface Reply extends Wire {}

    record Found(Optional<Known> node) implements Reply {}

    record Changed(NodeView node, boolean duplicate) implements Reply {}

    record Begun(ExecutionId execution, boolean duplicate) implements Reply {}

    record Requested(RequestAnswer answer) implements Reply {}

    record Denied(NodeRefusal refusal) implements Reply {}

    /** It cannot say now; nothing has changed. */
    record Away(String reason) implements Reply {}

    /** It is quarantined (promise P-27). */
    record Held(String reason) implements Reply {}

    private record RowWritten(Optional<String> failure) implements Message {}

    private record RowSettled(Optional<String> failure) implements Message {}

    private record TableFailed(long sequence) implements Message {}

    private record TableAgain() implements Message {}

    private record ExecutionSaid(ExecutionId execution, long lease, Optional<ExecutionStarts.Outcome> outcome)
            implements Message {}

    private record SayAgain() implements Message {}

    private record Idle() implements Message {}

    /** Decided events that wait for the wake-up row; everything that changes the state waits with them. */
    private record Prepared(List<NodeEvent> events, Instant need, Consumer<NodeEntry> answer, Consumer<String> away) {}

    /** Somebody who is answered when the execution has said its word. */
    private record Waiting(ExecutionId execution, boolean duplicate, Call<Reply> call) {}

    static Behavior<Message> create(EntityContext<Message> entity, NodeParts parts) {
        // A clash in one batch of the journal fails innocent entities too: they come back, read their journal and go
        // on.
        return Behaviors.supervise(recovering(entity, parts))
                .onFailure(Exception.class, SupervisorStrategy.restartWithBackoff(FIRST_RESTART, LAST_RESTART, 0.2));
    }

    /** Reads its history, unless that has failed for good before. */
    static Behavior<Message> recovering(EntityContext<Message> entity, NodeParts parts) {
        return Behaviors.setup(
                context -> parts.quarantine().held(entity.getEntityId()).isPresent()
                        ? HeldNode.create(context, entity, parts)
                        : Behaviors.withTimers(
                                timers -> new Node(context, timers, entity.getShard(), entity.getEntityId(), parts)));
    }

    private Node(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            String id,
            NodeParts parts) {
        super(PersistenceId.of(KEY.name(), id), JournalFailures.END_QUIETLY);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.parts = parts;
        this.id = id;
        this.row = new WakeRow(parts.wakeups(), id);
        this.calls = new LatestCalls<>(parts.settings().askPatience());
        this.pause = parts.settings().requestPause();
        this.lastAsked = now();
    }

    @Override
    public NodeEntry emptyState() {
        return new NodeEntry.Unknown();
    }

    @Override
    public EventHandler<NodeEntry, Changes<NodeEvent>> eventHandler() {
        return UnreadableHistory.<NodeEntry, Changes<NodeEvent>>evolving(
                (entry, changes) -> after(entry, changes.events()))::apply;
    }

    @Override
    public EventAdapter<Changes<NodeEvent>, Object> eventAdapter() {
        return ROWS;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(parts.settings().snapshotEvery(), SNAPSHOTS_KEPT);
    }

    @Override
    public SignalHandler<NodeEntry> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(
                        RecoveryFailed.class,
                        (entry, failed) -> parts.quarantine().failed(id, failed.getFailure()))
                .build();
    }

    @Override
    public CommandHandler<Message, Changes<NodeEvent>, NodeEntry> commandHandler() {
        return this::receive;
    }

    private void recovered(NodeEntry entry) {
        UnreadableHistory.following(() -> reconcile(entry));
        parts.quarantine().recovered(id);
        timers.startSingleTimer(new Idle(), parts.settings().passivateAfter());
    }

    private Effect<Changes<NodeEvent>, NodeEntry> receive(NodeEntry entry, Message message) {
        if (message instanceof Remote) {
            lastAsked = now();
        }
        return switch (message) {
            case Get get -> answerGet(entry, get);
            case Release release -> Effect().none();
            case Load load -> Effect().none();
            case RowWritten written -> rowWritten(written);
            case RowSettled settled -> rowSettled(settled);
            case TableFailed failed -> tableFailed(failed);
            case TableAgain again -> tableAgain(entry);
            case Idle idle -> idle(entry);
            case Leave leave -> Effect().stop();
            case Ask ask -> prepared.isPresent() ? Effect().stash() : ask(entry, ask);
            case WakeUp wakeUp -> prepared.isPresent() ? Effect().stash() : wakeUp(entry);
            case ExecutionSaid said -> prepared.isPresent() ? Effect().stash() : executionSaid(entry, said);
            case SayAgain again -> prepared.isPresent() ? Effect().stash() : sayAgain(entry);
        };
    }

    private Effect<Changes<NodeEvent>, NodeEntry> answerGet(NodeEntry entry, Get get) {
        get.replyTo().tell(new Found(known(entry)));
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> ask(NodeEntry entry, Ask ask) {
        Optional<Call<Reply>> taken = calls.take(ask.call(), ask.replyTo()::tell, lastAsked);
        if (taken.isEmpty()) {
            return Effect().none();
        }
        Call<Reply> call = taken.get();
        NodeDecision decision = NodeMachine.decide(entry, ask.command(), moment());
        if (ask.command() instanceof NodeCommand.Start start && decision instanceof NodeDecision.Begun) {
            asked = Optional.of(start);
        }
        return switch (decision) {
            case NodeDecision.Refused refused -> {
                call.answer(new Denied(refused.refusal()));
                yield Effect().none();
            }
            case NodeDecision.Accepted accepted ->
                conclude(
                        entry,
                        accepted.events(),
                        after -> known(after)
                                .ifPresent(node -> call.answer(new Changed(node.view(), accepted.duplicate()))),
                        reason -> call.away(new Away(reason)));
            case NodeDecision.Begun begun ->
                conclude(
                        entry,
                        begun.events(),
                        after -> waiting.add(new Waiting(begun.execution(), begun.duplicate(), call)),
                        reason -> call.away(new Away(reason)));
            case NodeDecision.Answered answered ->
                conclude(
                        entry,
                        answered.events(),
                        after -> call.answer(new Requested(answered.answer())),
                        reason -> call.away(new Away(reason)));
        };
    }

    private Effect<Changes<NodeEvent>, NodeEntry> wakeUp(NodeEntry entry) {
        reconcile(entry);
        context.pipeToSelf(row.settle(outstanding(entry)), (ok, failure) -> new RowSettled(reason(failure)));
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> executionSaid(NodeEntry entry, ExecutionSaid said) {
        saying = Optional.empty();
        if (said.outcome().isEmpty()) {
            timers.startSingleTimer(new SayAgain(), pause);
            Duration doubled = pause.multipliedBy(2);
            Duration limit = parts.settings().requestPauseLimit();
            pause = doubled.compareTo(limit) < 0 ? doubled : limit;
            return Effect().none();
        }
        pause = parts.settings().requestPause();
        ExecutionStarts.Outcome outcome = said.outcome().get();
        NodeDecision decision =
                NodeMachine.decide(entry, new NodeCommand.Settle(said.execution(), said.lease(), outcome), moment());
        if (!(decision instanceof NodeDecision.Accepted accepted)) {
            return Effect().none();
        }
        return conclude(
                entry,
                accepted.events(),
                after -> {
                    if (outcome instanceof ExecutionStarts.Outcome.Refused refused) {
                        dismiss(
                                said.execution(),
                                new Denied(NodeRefusal.execution(said.execution(), refused.refusal())));
                    }
                },
                reason -> timers.startSingleTimer(new SayAgain(), pause));
    }

    private Effect<Changes<NodeEvent>, NodeEntry> sayAgain(NodeEntry entry) {
        sayPending(entry);
        return Effect().none();
    }

    // --- persist, answer

    private Effect<Changes<NodeEvent>, NodeEntry> conclude(
            NodeEntry entry, List<NodeEvent> events, Consumer<NodeEntry> answer, Consumer<String> away) {
        if (events.isEmpty()) {
            answer.accept(entry);
            reconcileWaiting(entry);
            return Effect().none();
        }
        // A persist that fails would cost the state in memory, which people may read meanwhile (promise P-24).
        if (!parts.database().answers()) {
            away.accept("the database does not answer");
            return Effect().none();
        }
        Optional<Instant> need = outstanding(after(entry, events));
        if (!row.mustPrecede(need)) {
            return persist(events, answer);
        }
        prepared = Optional.of(new Prepared(events, need.orElseThrow(), answer, away));
        context.pipeToSelf(row.precede(need.orElseThrow()), (ok, failure) -> new RowWritten(reason(failure)));
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> rowWritten(RowWritten written) {
        Prepared ready = prepared.orElseThrow();
        prepared = Optional.empty();
        if (written.failure().isPresent()) {
            context.getLog()
                    .warn(
                            "the wake-up row cannot be written now: {}",
                            written.failure().get());
            ready.away().accept(written.failure().get());
            return Effect().none().thenUnstashAll();
        }
        row.written(ready.need());
        return persist(ready.events(), ready.answer());
    }

    private Effect<Changes<NodeEvent>, NodeEntry> persist(List<NodeEvent> events, Consumer<NodeEntry> answer) {
        return Effect()
                .persist(new Changes<>(events))
                .thenRun(after -> {
                    answer.accept(after);
                    reconcile(after);
                })
                .thenUnstashAll();
    }

    private static NodeEntry after(NodeEntry entry, List<NodeEvent> events) {
        NodeEntry after = entry;
        for (NodeEvent event : events) {
            after = NodeHistory.evolve(after, event);
        }
        return after;
    }

    // --- the world follows the state

    private void reconcile(NodeEntry entry) {
        if (pending(entry).isEmpty()) {
            asked = Optional.empty();
        }
        sayPending(entry);
        reconcileWaiting(entry);
        writeTable(entry);
        if (entry instanceof Known && outstanding(entry).isEmpty()) {
            row.drop()
                    .ifPresent(dropped -> dropped.exceptionally(failure -> {
                        // It costs one needless wake-up, which clears the row.
                        return null;
                    }));
        }
    }

    private Optional<Instant> outstanding(NodeEntry entry) {
        return pending(entry).map(lock -> now().plus(parts.settings().requestWake()));
    }

    private static Optional<Lock> pending(NodeEntry entry) {
        return known(entry).flatMap(Known::lock).filter(lock -> lock.pending().isPresent());
    }

    private void sayPending(NodeEntry entry) {
        Optional<Lock> lock = pending(entry);
        if (lock.isEmpty() || saying.equals(lock.map(Lock::lease)) || !(entry instanceof Known node)) {
            return;
        }
        ExecutionId execution = lock.get().execution();
        long lease = lock.get().lease();
        saying = Optional.of(lease);
        context.pipeToSelf(
                say(node, lock.get()),
                (outcome, failure) -> new ExecutionSaid(execution, lease, Optional.ofNullable(outcome)));
    }

    private CompletionStage<ExecutionStarts.Outcome> say(Known node, Lock lock) {
        return switch (lock.pending().orElseThrow()) {
            case Lock.Pending.Begin begin ->
                definition(lock.execution(), begin.workflow())
                        .thenCompose(workflow -> parts.definitions().fitted(workflow, node.facts()))
                        .thenCompose(workflow -> start(node, lock, workflow, begin.parameters()));
            case Lock.Pending.Start start -> start(node, lock, start.workflow(), start.parameters());
            case Lock.Pending.Retry retry ->
                parts.executions()
                        .retry(
                                lock.execution(),
                                new ExecutionCommand.Retry(lock.by(), lock.lease(), retry.from(), retry.reason()));
            case Lock.Pending.SkipFailed skip ->
                parts.executions()
                        .skipFailed(
                                lock.execution(),
                                new ExecutionCommand.SkipFailed(lock.by(), lock.lease(), skip.step(), skip.reason()));
        };
    }

    private CompletionStage<ExecutionStarts.Outcome> start(
            Known node, Lock lock, PinnedWorkflow workflow, JsonNode parameters) {
        return parts.executions()
                .start(new ExecutionCommand.Start(
                        lock.execution(), node.id(), lock.lease(), workflow, parameters, lock.by()));
    }

    /** As it came with the command, or fetched anew when this incarnation has not seen the command. */
    private CompletionStage<PinnedWorkflow> definition(ExecutionId execution, WorkflowReference reference) {
        return asked.filter(start -> start.proposed().equals(execution)
                        && start.workflow().reference().equals(reference))
                .map(start -> CompletableFuture.completedStage(start.workflow()))
                .orElseGet(() -> parts.definitions().of(reference));
    }

    private void reconcileWaiting(NodeEntry entry) {
        Optional<ExecutionId> undecided = pending(entry).map(Lock::execution);
        for (Waiting each : List.copyOf(waiting)) {
            if (!undecided.equals(Optional.of(each.execution()))) {
                each.call().answer(new Begun(each.execution(), each.duplicate()));
                waiting.remove(each);
            }
        }
    }

    private void dismiss(ExecutionId execution, Denied denied) {
        for (Waiting each : List.copyOf(waiting)) {
            if (each.execution().equals(execution)) {
                each.call().answer(denied);
                waiting.remove(each);
            }
        }
    }

    private void writeTable(NodeEntry entry) {
        long sequence = lastSequenceNumber(context);
        ActorRef<Message> self = context.getSelf();
        known(entry)
                .ifPresent(node -> parts.table()
                        .put(row(node.view()), node.gone(), sequence)
                        .whenComplete((ok, failure) -> {
                            if (failure == null) {
                                tableSequence.accumulateAndGet(sequence, Math::max);
                            } else {
                                self.tell(new TableFailed(sequence));
                            }
                        }));
    }

    private Effect<Changes<NodeEvent>, NodeEntry> tableFailed(TableFailed failed) {
        if (failed.sequence() == lastSequenceNumber(context)) {
            timers.startSingleTimer(new TableAgain(), TABLE_PAUSE);
        }
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> tableAgain(NodeEntry entry) {
        writeTable(entry);
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> rowSettled(RowSettled settled) {
        settled.failure().ifPresent(failure -> row.forget());
        return Effect().none();
    }

    private Effect<Changes<NodeEvent>, NodeEntry> idle(NodeEntry entry) {
        Duration limit = parts.settings().passivateAfter();
        calls.forget(now());
        Duration quiet = Duration.between(lastAsked, now());
        boolean written = entry instanceof NodeEntry.Unknown || tableSequence.get() == lastSequenceNumber(context);
        if (quiet.compareTo(limit) >= 0 && written && waiting.isEmpty() && prepared.isEmpty()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        Duration rest = limit.minus(quiet);
        timers.startSingleTimer(new Idle(), rest.isNegative() || rest.isZero() ? limit : rest);
        return Effect().none();
    }

    private Instant now() {
        return parts.clock().instant();
    }

    private Instant moment() {
        return now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Optional<Known> known(NodeEntry entry) {
        return switch (entry) {
            case NodeEntry.Unknown unknown -> Optional.empty();
            case Known node -> Optional.of(node);
        };
    }

    private static NodeRow row(NodeView v) {
        return new NodeRow(
                v.id(),
                v.macAddress(),
                v.ipAddress(),
                v.hostname(),
                v.uuid(),
                v.serial(),
                v.vendor(),
                v.model(),
                v.architecture(),
                v.bootMode(),
                v.state(),
                v.groupId(),
                v.workflowId(),
                v.metadata(),
                v.activeExecutionId(),
                v.installAttempts(),
                v.lastSeenAt(),
                v.createdAt(),
                v.updatedAt());
    }

    private static Optional<String> reason(@org.jspecify.annotations.Nullable Throwable failure) {
        return Optional.ofNullable(failure).map(Throwable::toString);
    }
}
