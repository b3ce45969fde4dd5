package io.pureboot.engine.wakeup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * Looks now and then for entities whose wake-up row or row in the lists is missing or behind, and wakes them, which writes it again. Those
 * rows are not in the journal's transaction, and somebody may have restored one of them from another backup.
 */
public final class LostRows extends AbstractBehavior<LostRows.Message> {
    private final Supplier<CompletionStage<List<String>>> search;
    private final Consumer<String> wake;

    /** What reaches it. */
    public sealed interface Message {}

    private record Tick() implements Message {}

    private record Found(List<String> entities) implements Message {}

    private record DatabaseAway(String reason) implements Message {}

    /**
     * Starts the one of the whole cluster.
     *
     * @param first how long after the start it looks for the first time, when {@code every} is longer
     */
    public static void init(
            ActorSystem<?> system,
            String name,
            Duration first,
            Duration every,
            Supplier<CompletionStage<List<String>>> search,
            Consumer<String> wake) {
        IntFunction<Behavior<Message>> one = number -> Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new LostRows(context, timers, first, every, search, wake)));
        ShardedDaemonProcess.get(system).init(Message.class, name, 1, one);
    }

    private LostRows(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Duration first,
            Duration every,
            Supplier<CompletionStage<List<String>>> search,
            Consumer<String> wake) {
        super(context);
        this.search = search;
        this.wake = wake;
        // Soon after a start too: what was lost in a restored backup is missing from then on.
        timers.startTimerWithFixedDelay(new Tick(), every.compareTo(first) < 0 ? every : first, every);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> look())
                .onMessage(Found.class, this::wakeFound)
                .onMessage(DatabaseAway.class, away -> {
                    getContext().getLog().warn("lost wake-up rows cannot be looked for now: {}", away.reason());
                    return this;
                })
                .build();
    }

    private Behavior<Message> look() {
        getContext()
                .pipeToSelf(
                        search.get(),
                        (entities, failure) ->
                                failure == null ? new Found(entities) : new DatabaseAway(String.valueOf(failure)));
        return this;
    }

    private Behavior<Message> wakeFound(Found found) {
        if (!found.entities().isEmpty()) {
            getContext()
                    .getLog()
                    .info(
                            "{} entities had no row, or one that is behind the journal, and are woken",
                            found.entities().size());
            found.entities().forEach(wake);
        }
        return this;
    }
}
