package io.pureboot.engine.execution;

import io.pureboot.engine.call.CallId;
import io.pureboot.engine.call.EntityCalls;
import io.pureboot.engine.call.Meaning;
import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.recovery.Quarantine;
import io.pureboot.engine.recovery.Quarantined;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Heartbeat;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.japi.function.Function;

/** {@link Executions} over cluster sharding. */
public final class ShardedExecutions implements Executions {
    private final ClusterSharding sharding;
    private final ExecutionSettings settings;
    private final Database database;
    private final EntityCalls<WorkflowExecution.Message, WorkflowExecution.Reply> calls;
    private final Quarantine quarantine;
    private final AtomicInteger loaded = new AtomicInteger();

    private ShardedExecutions(
            ActorSystem<?> system, ExecutionSettings settings, Database database, Quarantine quarantine) {
        this.sharding = ClusterSharding.get(system);
        this.settings = settings;
        this.database = database;
        this.calls = new EntityCalls<>(
                system, WorkflowExecution.KEY, settings.askTimeout(), settings.askPatience(), database);
        this.quarantine = quarantine;
    }

    /** The facade alone; {@link #host} must follow before it is used. */
    public static ShardedExecutions of(
            ActorSystem<?> system, ExecutionSettings settings, Database database, Quarantine quarantine) {
        ShardedExecutions executions = new ShardedExecutions(system, settings, database, quarantine);
        EngineMetrics.of(system)
                .gauge(
                        "pureboot_executions_in_memory",
                        "Executions that live on this engine just now.",
                        "",
                        executions.loaded::get);
        return executions;
    }

    /** Makes this engine a home for executions. */
    public void host(Wakeups wakeups, ExecutionTable table, NodeRequests nodes, InstantSource clock) {
        ExecutionParts parts = new ExecutionParts(settings, database, wakeups, table, nodes, clock, quarantine, loaded);
        sharding.init(Entity.of(WorkflowExecution.KEY, entity -> WorkflowExecution.create(entity, parts))
                .withStopMessage(new WorkflowExecution.Leave()));
    }

    /** For sweepers: the row of this execution falls due soon. */
    public void load(String id) {
        sharding.entityRefFor(WorkflowExecution.KEY, id).tell(new WorkflowExecution.Load());
    }

    /** For sweepers: the row of this execution is due. */
    public void wake(String id) {
        sharding.entityRefFor(WorkflowExecution.KEY, id).tell(new WorkflowExecution.WakeUp());
    }

    @Override
    public CompletionStage<ExecutionAnswer> ask(ExecutionId id, ExecutionCommand command) {
        Optional<CallId> call = Optional.of(CallId.random());
        return send(id, replyTo -> new WorkflowExecution.Ask(command, replyTo, call), WorkflowExecution.Answered.class)
                .thenApply(WorkflowExecution.Answered::answer);
    }

    @Override
    public CompletionStage<Optional<ExecutionState.Execution>> get(ExecutionId id) {
        return send(id, WorkflowExecution.Get::new, WorkflowExecution.Found.class)
                .thenApply(WorkflowExecution.Found::execution);
    }

    @Override
    public CompletionStage<HeartbeatReply> heartbeat(ExecutionId id, int tokenGeneration, Heartbeat heartbeat) {
        return send(
                        id,
                        replyTo -> new WorkflowExecution.Beat(heartbeat, tokenGeneration, replyTo),
                        WorkflowExecution.Beaten.class)
                .thenApply(beaten -> beaten.refusal()
                        .<HeartbeatReply>map(HeartbeatReply.Refused::new)
                        .or(() -> beaten.answer().map(HeartbeatReply.Taken::new))
                        .orElseGet(() -> new HeartbeatReply.Refused(WorkflowExecution.UNKNOWN)));
    }

    @Override
    public CompletionStage<Optional<ExecutionState.Execution>> release(ExecutionId id) {
        return quarantine.release(id.value()).thenCompose(free -> {
            sharding.entityRefFor(WorkflowExecution.KEY, id.value()).tell(new WorkflowExecution.Release());
            return get(id);
        });
    }

    private <R extends WorkflowExecution.Reply> CompletionStage<R> send(
            ExecutionId id,
            Function<ActorRef<WorkflowExecution.Reply>, WorkflowExecution.Message> message,
            Class<R> expected) {
        return calls.put(id.value(), message, reply -> meaning(id, reply, expected));
    }

    private static <R extends WorkflowExecution.Reply> Meaning<R> meaning(
            ExecutionId id, WorkflowExecution.Reply reply, Class<R> expected) {
        if (reply instanceof WorkflowExecution.Held(String reason)) {
            return new Meaning.Failure<>(new Quarantined("execution " + id + ": " + reason));
        }
        return expected.isInstance(reply)
                ? new Meaning.Answer<>(expected.cast(reply))
                : new Meaning.NotNow<>(String.valueOf(reply));
    }
}
