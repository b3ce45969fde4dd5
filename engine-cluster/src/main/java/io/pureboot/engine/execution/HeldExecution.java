package io.pureboot.engine.execution;

import io.pureboot.engine.recovery.Quarantine;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;

/** An execution that is quarantined (promise P-27): it says so to everybody, and reads its history again when it may. */
final class HeldExecution {
    private HeldExecution() {}

    static Behavior<WorkflowExecution.Message> create(
            ActorContext<WorkflowExecution.Message> context,
            EntityContext<WorkflowExecution.Message> entity,
            ExecutionParts parts) {
        return Behaviors.receiveMessage(message -> {
            Optional<Quarantine.Held> held = parts.quarantine().held(entity.getEntityId());
            return switch (message) {
                case WorkflowExecution.Leave leave -> Behaviors.stopped();
                case WorkflowExecution.Release release -> {
                    parts.quarantine().forget(entity.getEntityId());
                    yield WorkflowExecution.recovering(entity, parts);
                }
                case WorkflowExecution.Remote remote
                when held.isEmpty() -> {
                    context.getSelf().tell(remote);
                    yield WorkflowExecution.recovering(entity, parts);
                }
                case WorkflowExecution.Ask ask -> answer(ask.replyTo(), held);
                case WorkflowExecution.Get get -> answer(get.replyTo(), held);
                case WorkflowExecution.Beat beat -> answer(beat.replyTo(), held);
                case WorkflowExecution.Message other -> Behaviors.same();
            };
        });
    }

    private static Behavior<WorkflowExecution.Message> answer(
            ActorRef<WorkflowExecution.Reply> replyTo, Optional<Quarantine.Held> held) {
        replyTo.tell(
                new WorkflowExecution.Held(held.map(Quarantine.Held::reason).orElse("")));
        return Behaviors.same();
    }
}
