package io.pureboot.engine.wakeup;

import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.Wakeups;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
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
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final int PAUSE_DOUBLINGS = 5;

    private final Slices slices;
    private final Consumer<String> wake;
    private final Map<String, Woken> woken = new HashMap<>();
    private final Watch watch;
    private boolean looking;
    private boolean missing;

    /** What reaches a sweeper. */
    public sealed interface Message {}

    private record Tick() implements Message {}

    private record Due(List<String> entities) implements Message {}

    private record CountTick() implements Message {}

    private record Counted(Wakeups.Overdue overdue) implements Message {}

    private record DatabaseAway(String reason) implements Message {}

    /** What the metrics show of one sweeper; it moves to another engine with the sweeper. */
    private static final class Watch {
        volatile Wakeups.Overdue overdue = Wakeups.Overdue.NONE;
        volatile long lastRun;
        volatile boolean here = true;
    }

    private record Slices(SweepSettings settings, Wakeups wakeups, int first, int end) {}

    /** @param notBefore by {@link System#nanoTime}: pauses are measured, whatever the wall clock does */
    private record Woken(int times, long notBefore) {}

    /** Starts the sweepers of one kind of entity, spread over the cluster. */
    public static void init(
            ActorSystem<?> system, String name, SweepSettings settings, Wakeups wakeups, Consumer<String> wake) {
        int all = settings.sweepers();
        List<Watch> watches = Stream.generate(Watch::new).limit(all).toList();
        register(EngineMetrics.of(system), name, watches);
        IntFunction<Behavior<Message>> sweeper = number -> create(
                new Slices(settings, wakeups, number * Wakeups.SLICES / all, (number + 1) * Wakeups.SLICES / all),
                wake,
                watches.get(number));
        ShardedDaemonProcess.get(system).init(Message.class, name, all, sweeper);
    }

    /** Of the sweepers that live on this engine; over all engines, each row counts once. */
    private static void register(EngineMetrics metrics, String name, List<Watch> watches) {
        String label = "sweeper=\"" + name + "\"";
        String help = "Timers whose wake-up row is overdue, by the database's clock, counted every few seconds.";
        metrics.gauge(
                "pureboot_overdue_timers",
                help,
                label + ",age=\"5s\"",
                () -> watches.stream()
                        .filter(watch -> watch.here)
                        .mapToLong(watch -> watch.overdue.fiveSeconds())
                        .sum());
        metrics.gauge(
                "pureboot_overdue_timers",
                help,
                label + ",age=\"1m\"",
                () -> watches.stream()
                        .filter(watch -> watch.here)
                        .mapToLong(watch -> watch.overdue.oneMinute())
                        .sum());
        metrics.gauge(
                "pureboot_sweeper_last_run_timestamp_seconds",
                "When the slowest sweeper of this engine has looked last; 0 when it has none.",
                label,
                () -> watches.stream()
                                .filter(watch -> watch.here && watch.lastRun > 0)
                                .mapToLong(watch -> watch.lastRun)
                                .min()
                                .orElse(0)
                        / 1000.0);
    }

    private static Behavior<Message> create(Slices slices, Consumer<String> wake, Watch watch) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Sweeper(context, timers, slices, wake, watch)));
    }

    private Sweeper(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Slices slices,
            Consumer<String> wake,
            Watch watch) {
        super(context);
        this.watch = watch;
        watch.here = true;
        watch.overdue = Wakeups.Overdue.NONE;
        this.slices = slices;
        this.wake = wake;
        timers.startTimerWithFixedDelay(
                new Tick(), Duration.ZERO, slices.settings().every());
        timers.startTimerWithFixedDelay(new CountTick(), Duration.ZERO, COUNT_EVERY);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> look())
                .onMessage(Due.class, this::wakeDue)
                .onMessage(CountTick.class, tick -> count())
                .onMessage(Counted.class, counted -> {
                    watch.overdue = counted.overdue();
                    return this;
                })
                .onSignal(PostStop.class, stopped -> {
                    watch.here = false;
                    return this;
                })
                .onMessage(DatabaseAway.class, away -> {
                    looking = false;
                    if (!missing) {
                        getContext().getLog().warn("due wake-ups cannot be read now: {}", away.reason());
                    }
                    missing = true;
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

    private Behavior<Message> count() {
        getContext()
                .pipeToSelf(
                        slices.wakeups().overdue(slices.first(), slices.end()),
                        (overdue, failure) -> new Counted(failure == null ? overdue : watch.overdue));
        return this;
    }

    private Behavior<Message> wakeDue(Due due) {
        looking = false;
        missing = false;
        watch.lastRun = System.currentTimeMillis();
        Set<String> still = new HashSet<>(due.entities());
        woken.keySet().retainAll(still);
        long now = System.nanoTime();
        int budget = slices.settings().limit();
        for (String entity : due.entities()) {
            Woken before = woken.getOrDefault(entity, new Woken(0, now));
            if (budget > 0 && before.notBefore() - now <= 0) {
                budget--;
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before.times(), PAUSE_DOUBLINGS));
                woken.put(entity, new Woken(before.times() + 1, now + pause.toNanos()));
                wake.accept(entity);
            }
        }
        return this;
    }
}
