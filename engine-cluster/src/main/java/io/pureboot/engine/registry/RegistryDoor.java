package io.pureboot.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.pureboot.engine.query.Database;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** The way from any engine to the one registry, wherever in the cluster it runs. */
final class RegistryDoor<C> {
    /** Shorter than the 20 s after which HTTP gives up, longer than a registry takes to move when an engine leaves. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorRef<RegistryActor.Message> proxy;
    private final ActorSystem<?> system;
    private final ObjectWriter writer;

    private RegistryDoor(ActorRef<RegistryActor.Message> proxy, ActorSystem<?> system, Class<C> commands) {
        this.proxy = proxy;
        this.system = system;
        this.writer = Json.mapper().writerFor(commands);
    }

    /** Starts the singleton on this engine if it is this engine's turn, and opens the way to it. */
    static <C> RegistryDoor<C> open(ActorSystem<?> system, Database database, RegistryRules<C, ?, ?> rules) {
        ActorRef<RegistryActor.Message> proxy = ClusterSingleton.get(system)
                .init(SingletonActor.of(RegistryActor.create(rules, database), rules.name()));
        return new RegistryDoor<>(proxy, system, rules.commands());
    }

    /** @return failed when nobody answers in time, or when the registry cannot say whether the change holds */
    CompletionStage<RegistryAnswer<Boolean>> change(C command) {
        String json = write(command);
        return ask(replyTo -> new RegistryActor.Change(json, replyTo));
    }

    /** What {@link #change} would answer now; nothing is done. */
    CompletionStage<RegistryAnswer<Boolean>> consider(C command) {
        String json = write(command);
        return ask(replyTo -> new RegistryActor.Consider(json, replyTo));
    }

    private CompletionStage<RegistryAnswer<Boolean>> ask(
            Function<ActorRef<RegistryActor.Reply>, RegistryActor.Message> message) {
        CompletionStage<RegistryActor.Reply> asked =
                AskPattern.ask(proxy, message::apply, PATIENCE, system.scheduler());
        return asked.thenApply(reply -> switch (reply) {
            case RegistryActor.Changed(boolean duplicate) -> new RegistryAnswer.Done<>(duplicate, duplicate);
            case RegistryActor.Refused(var refusal) -> new RegistryAnswer.Refused<>(refusal);
            case RegistryActor.Unavailable(String detail) -> throw new RegistryUnavailable(detail);
        });
    }

    private String write(C command) {
        try {
            return writer.writeValueAsString(command);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a command that JSON cannot hold", bug);
        }
    }
}
