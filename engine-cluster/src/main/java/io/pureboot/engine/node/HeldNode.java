package io.pureboot.engine.node;

import io.pureboot.engine.recovery.Quarantine;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;

/** A node that is quarantined (promise P-27): it says so to everybody, and reads its history again when it may. */
final class HeldNode {
    private HeldNode() {}

    static Behavior<Node.Message> create(
            ActorContext<Node.Message> context, EntityContext<Node.Message> entity, NodeParts parts) {
        return Behaviors.receiveMessage(message -> {
            Optional<Quarantine.Held> held = parts.quarantine().held(entity.getEntityId());
            return switch (message) {
                case Node.Leave leave -> Behaviors.stopped();
                case Node.Release release -> {
                    parts.quarantine().forget(entity.getEntityId());
                    yield Node.recovering(entity, parts);
                }
                case Node.Remote remote
                when held.isEmpty() -> {
                    context.getSelf().tell(remote);
                    yield Node.recovering(entity, parts);
                }
                case Node.Ask ask -> answer(ask.replyTo(), held);
                case Node.Get get -> answer(get.replyTo(), held);
                case Node.Message other -> Behaviors.same();
            };
        });
    }

    private static Behavior<Node.Message> answer(ActorRef<Node.Reply> replyTo, Optional<Quarantine.Held> held) {
        replyTo.tell(new Node.Held(held.map(Quarantine.Held::reason).orElse("")));
        return Behaviors.same();
    }
}
