package io.pureboot.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.engine.journal.Wire;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.workflow.catalog.CatalogDecision;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The cluster's one writer of a catalog. A change is decided by the pure catalog, persisted, brought into the tables that every engine
 * reads, and only then answered. When the tables cannot be written, the change is kept all the same: the sender hears that the answer
 * is not known, and the rows follow from the journal as soon as they can.
 */
final class RegistryActor<C, E, S> extends EventSourcedBehavior<RegistryActor.Message, E, S> {
    private static final Duration CATCH_UP_DELAY = Duration.ofSeconds(2);
    private static final int SNAPSHOT_EVERY = 100;
    private static final int SNAPSHOTS_KEPT = 2;

    private final RegistryRules<C, E, S> rules;
    private final RegistryProjection<E> projection;
    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    /** The last write to the tables; the next one waits for it, whether it went well or not. */
    private CompletionStage<Done> tables = CompletableFuture.completedStage(Done.getInstance());

    sealed interface Message {}

    /**
     * A change to the catalog.
     *
     * @param command the catalog's command, as JSON
     */
    record Change(String command, ActorRef<Reply> replyTo) implements Message, Wire {}

    /**
     * A change that is only asked about: answered as {@link Change} would be now, and nothing is done. A message of its own, so that no
     * engine of an older version can take it for a change.
     */
    record Consider(String command, ActorRef<Reply> replyTo) implements Message, Wire {}

    /** A write to the tables is over. */
    private record Written(Optional<Waiting> waiting, Optional<Throwable> failure) implements Message {}

    private record CatchUp() implements Message {}

    private record Waiting(ActorRef<Reply> sender, Reply reply) {}

    sealed interface Reply extends Wire {}

    /** It holds, and every engine reads it. */
    record Changed(boolean duplicate) implements Reply {}

    record Refused(CatalogRefusal refusal) implements Reply {}

    /** Whether it holds is not known now; to ask again is safe where a repetition is known. */
    record Unavailable(String detail) implements Reply {}

    static <C, E, S> Behavior<Message> create(RegistryRules<C, E, S> rules, Database database) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new RegistryActor<>(
                rules, new RegistryProjection<>(rules, database, context.getSystem()), context, timers)));
    }

    private RegistryActor(
            RegistryRules<C, E, S> rules,
            RegistryProjection<E> projection,
            ActorContext<Message> context,
            TimerScheduler<Message> timers) {
        super(
                PersistenceId.ofUniqueId(rules.name()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(10), 0.2));
        this.rules = rules;
        this.projection = projection;
        this.context = context;
        this.timers = timers;
    }

    @Override
    public S emptyState() {
        return rules.empty();
    }

    @Override
    public EventHandler<S, E> eventHandler() {
        return rules.evolve()::apply;
    }

    @Override
    public CommandHandler<Message, E, S> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Change.class, this::onChange)
                .onCommand(Consider.class, this::onConsider)
                .onCommand(Written.class, this::onWritten)
                .onCommand(CatchUp.class, this::onCatchUp)
                .build();
    }

    @Override
    public SignalHandler<S> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> catchUp(Optional.empty()))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
    }

    private Effect<E, S> onChange(S state, Change change) {
        return decide(state, change.command(), change.replyTo())
                .map(decision -> carryOut(decision, change.replyTo()))
                .orElseGet(() -> Effect().none());
    }

    private Effect<E, S> onConsider(S state, Consider asked) {
        decide(state, asked.command(), asked.replyTo())
                .map(decision -> switch (decision) {
                    case CatalogDecision.Accepted<E> accepted -> new Changed(false);
                    case CatalogDecision.AcceptedAll<E> accepted -> new Changed(false);
                    case CatalogDecision.Unchanged<E>(boolean duplicate) -> new Changed(duplicate);
                    case CatalogDecision.Refused<E>(CatalogRefusal refusal) -> new Refused(refusal);
                })
                .ifPresent(reply -> asked.replyTo().tell(reply));
        return Effect().none();
    }

    /** Empty when the command cannot be read; the sender knows by then. */
    private Optional<CatalogDecision<E>> decide(S state, String json, ActorRef<Reply> sender) {
        try {
            C command = Json.mapper().readValue(json, rules.commands());
            // PostgreSQL keeps microseconds; what the tables say is to equal what the journal says.
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            return Optional.of(rules.decide().decide(state, command, now));
        } catch (JsonProcessingException unreadable) {
            context.getLog().error("{} got a command that it cannot read", rules.name(), unreadable);
            sender.tell(new Unavailable("the registry runs another version that does not know the command"));
            return Optional.empty();
        }
    }

    private Effect<E, S> carryOut(CatalogDecision<E> decision, ActorRef<Reply> sender) {
        return switch (decision) {
            case CatalogDecision.Accepted<E>(E event) -> Effect().persist(event).thenRun(() -> write(event, sender));
            case CatalogDecision.AcceptedAll<E>(List<E> events) ->
                Effect().persist(events).thenRun(() -> catchUp(Optional.of(new Waiting(sender, new Changed(false)))));
            case CatalogDecision.Unchanged<E>(boolean duplicate) ->
                Effect().none().thenRun(() -> catchUp(Optional.of(new Waiting(sender, new Changed(duplicate)))));
            case CatalogDecision.Refused<E>(CatalogRefusal refusal) ->
                Effect().none().thenRun(() -> sender.tell(new Refused(refusal)));
        };
    }

    private void write(E event, ActorRef<Reply> sender) {
        long sequence = lastSequenceNumber(context);
        after(() -> projection.apply(sequence, event), Optional.of(new Waiting(sender, new Changed(false))));
    }

    private void catchUp(Optional<Waiting> waiting) {
        long sequence = lastSequenceNumber(context);
        after(() -> projection.catchUp(sequence), waiting);
    }

    private void after(TableWrite next, Optional<Waiting> waiting) {
        tables = tables.handle((done, failure) -> Done.getInstance()).thenCompose(done -> next.start());
        context.pipeToSelf(tables, (done, failure) -> new Written(waiting, Optional.ofNullable(failure)));
    }

    private Effect<E, S> onWritten(Written written) {
        if (written.failure().isPresent()) {
            context.getLog()
                    .warn(
                            "{}: the tables lag behind the journal",
                            rules.name(),
                            written.failure().get());
            timers.startSingleTimer(new CatchUp(), CATCH_UP_DELAY);
        }
        written.waiting()
                .ifPresent(waiting -> waiting.sender()
                        .tell(
                                written.failure().isPresent()
                                        ? new Unavailable("the tables cannot be written now")
                                        : waiting.reply()));
        return Effect().none();
    }

    private Effect<E, S> onCatchUp(CatchUp again) {
        return Effect().none().thenRun(() -> catchUp(Optional.empty()));
    }

    @FunctionalInterface
    private interface TableWrite {
        CompletionStage<Done> start();
    }
}
