package io.pureboot.engine.wakeup;

import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.Wakeups;
import java.time.Duration;
import java.util.Comparator;
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
 * Reads due wake-up rows of some slices, by the database's clock, and wakes their entities. It changes no row: an entity that was woken
 * moves its row on, and one that did not is woken again, with growing pauses, so that some that cannot recover hide none of the others.
 * Entities whose rows fall due soon are loaded before, so that their own timers fire in time.
 */
public final class Sweeper extends AbstractBehavior<Sweeper.Message> {
    /** An entity that was woken is at work for so long, before it is woken again. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    private static final Duration CROWDED_PAUSE = Duration.ofMillis(200);
    /** Entities that may be at work at a time, in looks' worth of them. */
    private static final int LOOKS_AT_WORK = 4;

    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final int PAUSE_DOUBLINGS = 4;

    private final Slices slices;
    private final Consumer<String> load;
    private final Consumer<String> wake;
    private final TimerScheduler<Message> timers;
    private final EarlyLoads early;
    private final Map<String, Woken> woken = new HashMap<>();
    private final Watch watch;
    private boolean looking;
    private boolean lookingAhead;
    private boolean missing;

    /** What reaches a sweeper. */
    public sealed interface Message {}

    private record Tick() implements Message {}

    private record LookAgain() implements Message {}

    private record Due(List<Wakeups.Row> rows) implements Message {}

    /** @param full there may be more of them */
    private record Soon(List<Wakeups.Row> rows, boolean full) implements Message {}

    private record CountTick() implements Message {}

    private record Counted(Wakeups.Overdue overdue) implements Message {}

    private record DatabaseAway(String reason) implements Message {}

    /** What the metrics show of one sweeper; it moves to another engine with the sweeper. */
    static final class Watch {
        volatile Wakeups.Overdue overdue = Wakeups.Overdue.NONE;
        volatile long lastRun;
        volatile boolean here = true;
    }

    record Slices(SweepSettings settings, Wakeups wakeups, int first, int end) {}

    /** @param notBefore by {@link System#nanoTime}: pauses are measured, whatever the wall clock does */
    private record Woken(int times, long at, long notBefore) {
        static final Woken NEVER = new Woken(0, 0, 0);

        boolean atWork(long now) {
            return now - at < FIRST_PAUSE.toNanos();
        }
    }

    /** Starts the sweepers of one kind of entity, spread over the cluster. */
    public static void init(
            ActorSystem<?> system,
            String name,
            SweepSettings settings,
            Wakeups wakeups,
            Consumer<String> load,
            Consumer<String> wake) {
        int all = settings.sweepers();
        List<Watch> watches = Stream.generate(Watch::new).limit(all).toList();
        register(EngineMetrics.of(system), name, watches);
        IntFunction<Behavior<Message>> sweeper = number -> create(
                new Slices(settings, wakeups, number * Wakeups.SLICES / all, (number + 1) * Wakeups.SLICES / all),
                load,
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

    static Behavior<Message> create(Slices slices, Consumer<String> load, Consumer<String> wake, Watch watch) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Sweeper(context, timers, slices, load, wake, watch)));
    }

    private Sweeper(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Slices slices,
            Consumer<String> load,
            Consumer<String> wake,
            Watch watch) {
        super(context);
        this.timers = timers;
        this.load = load;
        this.early = new EarlyLoads(slices.settings());
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
                .onMessage(Tick.class, tick -> {
                    lookAhead();
                    return look();
                })
                .onMessage(LookAgain.class, again -> look())
                .onMessage(Soon.class, this::foreseen)
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
        // Beside those that are known to be at work, or have a timer, there is room for others.
        int limit = slices.settings().limit() + woken.size() + early.leftToTheirTimers(System.nanoTime());
        CompletionStage<List<Wakeups.Row>> due = slices.wakeups().due(slices.first(), slices.end(), limit);
        getContext()
                .pipeToSelf(
                        due,
                        (rows, failure) -> failure == null ? new Due(rows) : new DatabaseAway(String.valueOf(failure)));
        return this;
    }

    private void lookAhead() {
        early.next(System.nanoTime()).forEach(load);
        readAhead();
    }

    private void readAhead() {
        SweepSettings settings = slices.settings();
        if (lookingAhead || !early.hasRoom()) {
            return;
        }
        lookingAhead = true;
        CompletionStage<List<Wakeups.Row>> soon =
                slices.wakeups().soon(slices.first(), slices.end(), settings.ahead(), early.last(), settings.limit());
        // That the database is away is told by the look at due rows.
        getContext()
                .pipeToSelf(
                        soon,
                        (rows, failure) -> failure == null
                                ? new Soon(rows, rows.size() == settings.limit())
                                : new Soon(List.of(), false));
    }

    private Behavior<Message> foreseen(Soon soon) {
        lookingAhead = false;
        early.found(soon.rows(), System.nanoTime());
        if (soon.full()) {
            readAhead();
        }
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
        long now = System.nanoTime();
        Set<String> still = new HashSet<>();
        due.rows().forEach(row -> still.add(row.entity()));
        woken.keySet().retainAll(still);
        List<String> ready = due.rows().stream()
                .filter(row -> !early.leaves(row, now))
                .map(Wakeups.Row::entity)
                .filter(entity ->
                        !woken.containsKey(entity) || woken.get(entity).notBefore() - now <= 0)
                .sorted(Comparator.comparingInt(this::timesWoken))
                .toList();
        int limit = slices.settings().limit();
        long atWork = woken.values().stream().filter(each -> each.atWork(now)).count();
        int budget = Math.clamp(LOOKS_AT_WORK * (long) limit - atWork, 0, limit);
        ready.stream().limit(budget).forEach(entity -> wake(entity, now));
        // Either way it ends: whoever was woken just now is not woken by the next looks.
        if (ready.size() >= limit && budget == limit) {
            return look();
        }
        if (ready.size() > budget) {
            timers.startSingleTimer(new LookAgain(), CROWDED_PAUSE);
        }
        return this;
    }

    private void wake(String entity, long now) {
        int times = timesWoken(entity);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, PAUSE_DOUBLINGS));
        woken.put(entity, new Woken(times + 1, now, now + pause.toNanos()));
        wake.accept(entity);
    }

    /** Those that cannot recover come after those that have not been tried. */
    private int timesWoken(String entity) {
        return woken.getOrDefault(entity, Woken.NEVER).times();
    }
}
