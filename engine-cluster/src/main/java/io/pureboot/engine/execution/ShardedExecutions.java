package io.pureboot.engine.execution;

import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Heartbeat;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.japi.function.Function;

/** {@link Executions} over cluster sharding. */
public final class ShardedExecutions implements Executions {
    private static final long PAUSE_MILLIS = 200;

    private final ClusterSharding sharding;
    private final ExecutionSettings settings;

    private ShardedExecutions(ClusterSharding sharding, ExecutionSettings settings) {
        this.sharding = sharding;
        this.settings = settings;
    }

    /** The facade alone; {@link #host} must follow before it is used. */
    public static ShardedExecutions of(ActorSystem<?> system, ExecutionSettings settings) {
        return new ShardedExecutions(ClusterSharding.get(system), settings);
    }

    /** Makes this engine a home for executions. */
    public void host(Wakeups wakeups, ExecutionTable table, NodeRequests nodes, InstantSource clock) {
        ExecutionParts parts = new ExecutionParts(settings, wakeups, table, nodes, clock);
        sharding.init(Entity.of(WorkflowExecution.KEY, entity -> WorkflowExecution.create(entity, parts))
                .withStopMessage(new WorkflowExecution.Leave()));
    }

    /** For sweepers: the row of this execution is due. */
    public void wake(String id) {
        sharding.entityRefFor(WorkflowExecution.KEY, id).tell(new WorkflowExecution.WakeUp());
    }

    @Override
    public CompletionStage<ExecutionAnswer> ask(ExecutionId id, ExecutionCommand command) {
        return send(id, replyTo -> new WorkflowExecution.Ask(command, replyTo), WorkflowExecution.Answered.class)
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

    private <R extends WorkflowExecution.Reply> CompletionStage<R> send(
            ExecutionId id,
            Function<ActorRef<WorkflowExecution.Reply>, WorkflowExecution.Message> message,
            Class<R> expected) {
        return attempt(id, message, expected, Instant.now().plus(settings.askPatience()));
    }

    /** Sharding drops what it had buffered when a shard moves, so every command is asked again until it is answered. */
    private <R extends WorkflowExecution.Reply> CompletionStage<R> attempt(
            ExecutionId id,
            Function<ActorRef<WorkflowExecution.Reply>, WorkflowExecution.Message> message,
            Class<R> expected,
            Instant until) {
        return sharding.entityRefFor(WorkflowExecution.KEY, id.value())
                .ask(message, settings.askTimeout())
                .handle((reply, failure) -> {
                    if (failure == null && expected.isInstance(reply)) {
                        return CompletableFuture.completedStage(expected.cast(reply));
                    }
                    String why = failure == null ? String.valueOf(reply) : String.valueOf(failure.getMessage());
                    if (Instant.now().isAfter(until)) {
                        return CompletableFuture.<R>failedStage(
                                new TimeoutException("execution " + id + " does not answer: " + why));
                    }
                    return pause().thenCompose(again -> attempt(id, message, expected, until));
                })
                .thenCompose(stage -> stage);
    }

    private static CompletionStage<Void> pause() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }
}
