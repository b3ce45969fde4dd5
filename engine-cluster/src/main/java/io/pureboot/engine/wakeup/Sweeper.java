package io.pureboot.engine.wakeup;

import io.pureboot.engine.query.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * Reads due wake-up rows of some slices, by the database's clock, and wakes their entities. It keeps no cursor and changes no row: an
 * entity that was woken moves its row on, and one that did not is woken again, with growing pauses, so that some that cannot recover
 * hide none of the others.
 */
public final class Sweeper extends AbstractBehavior<Sweeper.Message> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final int PAUSE_DOUBLINGS = 5;

    private final Slices slices;
    private final Consumer<String> wake;
    private final Map<String, Woken> woken = new HashMap<>();
    private boolean looking;

    /** What reaches a sweeper. */
    public sealed interface Message {}

    private record Tick() implements Message {}

    private record Due(List<String> entities) implements Message {}

    private record DatabaseAway(String reason) implements Message {}

    private record Slices(SweepSettings settings, Wakeups wakeups, int first, int end) {}

    private record Woken(int times, Instant notBefore) {}

    /** Starts the sweepers of one kind of entity, spread over the cluster. */
    public static void init(
            ActorSystem<?> system, String name, SweepSettings settings, Wakeups wakeups, Consumer<String> wake) {
        int all = settings.sweepers();
        IntFunction<Behavior<Message>> sweeper = number -> create(
                new Slices(settings, wakeups, number * Wakeups.SLICES / all, (number + 1) * Wakeups.SLICES / all),
                wake);
        ShardedDaemonProcess.get(system).init(Message.class, name, all, sweeper);
    }

    private static Behavior<Message> create(Slices slices, Consumer<String> wake) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Sweeper(context, timers, slices, wake)));
    }

    private Sweeper(
            ActorContext<Message> context, TimerScheduler<Message> timers, Slices slices, Consumer<String> wake) {
        super(context);
        this.slices = slices;
        this.wake = wake;
        timers.startTimerWithFixedDelay(
                new Tick(), Duration.ZERO, slices.settings().every());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> look())
                .onMessage(Due.class, this::wakeDue)
                .onMessage(DatabaseAway.class, away -> {
                    looking = false;
                    getContext().getLog().warn("due wake-ups cannot be read now: {}", away.reason());
                    return this;
                })
                .build();
    }

    private Behavior<Message> look() {
        if (looking) {
            return this;
        }
        looking = true;
        int limit = slices.settings().limit() + woken.size();
        CompletionStage<List<String>> due = slices.wakeups().due(slices.first(), slices.end(), limit);
        getContext()
                .pipeToSelf(
                        due,
                        (entities, failure) ->
                                failure == null ? new Due(entities) : new DatabaseAway(String.valueOf(failure)));
        return this;
    }

    private Behavior<Message> wakeDue(Due due) {
        looking = false;
        Set<String> still = new HashSet<>(due.entities());
        woken.keySet().retainAll(still);
        Instant now = Instant.now();
        int budget = slices.settings().limit();
        for (String entity : due.entities()) {
            Woken before = woken.getOrDefault(entity, new Woken(0, Instant.MIN));
            if (budget > 0 && !before.notBefore().isAfter(now)) {
                budget--;
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before.times(), PAUSE_DOUBLINGS));
                woken.put(entity, new Woken(before.times() + 1, now.plus(pause)));
                wake.accept(entity);
            }
        }
        return this;
    }
}
