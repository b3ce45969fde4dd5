package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.fault.Fault;
import io.pureboot.lab.chaos.fault.FaultKind;
import io.pureboot.lab.chaos.fault.Schedule;
import io.pureboot.lab.chaos.machine.Mischief;
import io.pureboot.lab.chaos.site.EdgeHost;
import io.pureboot.lab.chaos.site.EngineHost;
import io.pureboot.lab.chaos.site.Site;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Does what the schedule plans: in the first half one fault after the other, each with a calm after it and everything up before the next; in
 * the second half without waiting, so that they overlap, but never two of the same target.
 */
final class Injection {
    private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(90);
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final Mischief mischief;
    private final RunLog log;
    private final List<Thread> running = new ArrayList<>();
    private final Set<FaultKind.Target> hurt = EnumSet.noneOf(FaultKind.Target.class);
    private final List<Befell> befallen = new ArrayList<>();

    Injection(Site site, Mischief mischief, RunLog log) {
        this.site = site;
        this.mischief = mischief;
        this.log = log;
    }

    /** Faults for {@code length}; then everything is mended. What has come to pass, in its order. */
    List<Befell> run(Schedule schedule, Duration length) throws InterruptedException {
        Instant begun = Instant.now();
        Instant half = begun.plus(length.dividedBy(2));
        Instant end = begun.plus(length);
        while (Instant.now().isBefore(half)) {
            alone(schedule.fault());
        }
        while (Instant.now().isBefore(end)) {
            amongOthers(schedule.fault());
            TimeUnit.MILLISECONDS.sleep(schedule.pause().toMillis());
        }
        for (Thread each : running) {
            each.join();
        }
        log.line("no more faults");
        boolean whole = site.awaitWhole(WHOLE_PATIENCE);
        log.line(whole ? "all servers are up" : "not all servers came back: " + site.engineLogs());
        return List.copyOf(befallen);
    }

    private void alone(Fault fault) throws InterruptedException {
        Instant from = Instant.now();
        commit(fault);
        TimeUnit.MILLISECONDS.sleep(fault.kind().calm().toMillis());
        if (!site.awaitWhole(WHOLE_PATIENCE)) {
            log.line("after " + fault + " not all servers came back within " + WHOLE_PATIENCE);
        }
        befallen.add(new Befell(fault, from, Instant.now(), true));
    }

    private void amongOthers(Fault fault) throws InterruptedException {
        FaultKind.Target target = fault.kind().target();
        boolean engine = target == FaultKind.Target.ENGINE;
        if (!claim(target) || (engine && !enginesComplete(target))) {
            log.line("left out " + fault + ": what was done before is not over");
            return;
        }
        Instant from = Instant.now();
        befallen.add(new Befell(
                fault, from, from.plus(fault.length()).plus(fault.kind().calm()), false));
        running.add(Thread.ofPlatform().name("fault-" + fault.number()).start(() -> {
            try {
                commit(fault);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                release(target);
            }
        }));
    }

    /** A cluster of three loses its majority when a second one goes before the first is back. */
    private boolean enginesComplete(FaultKind.Target target) throws InterruptedException {
        if (site.whole()) {
            return true;
        }
        release(target);
        return false;
    }

    private synchronized boolean claim(FaultKind.Target target) {
        return hurt.add(target);
    }

    private synchronized void release(FaultKind.Target target) {
        hurt.remove(target);
    }

    /** Does it and mends it. */
    private void commit(Fault fault) throws InterruptedException {
        log.line("fault " + fault);
        try {
            switch (fault.kind().target()) {
                case ENGINE -> engine(fault, site.engines().get(fault.target()));
                case EDGE -> edge(fault, site.edges().get(fault.target()));
                case DATABASE -> database(fault);
                case MACHINES -> machines(fault);
            }
            log.line("mended " + fault);
        } catch (IOException failed) {
            log.line("fault " + fault + " was not done: " + failed);
        }
    }

    private void engine(Fault fault, EngineHost engine) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case ENGINE_KILLED -> {
                engine.kill();
                last(fault);
                engine.startAgain();
            }
            case ENGINE_LEAVES -> {
                Instant asked = Instant.now();
                boolean left = engine.leave(LEAVE_PATIENCE);
                log.line(engine.name() + (left ? " has left after " : " has not left after ")
                        + Duration.between(asked, Instant.now()).toMillis() + " ms");
                last(fault);
                engine.startAgain();
            }
            default -> {
                engine.pause();
                last(fault);
                engine.resume();
            }
        }
    }

    private void edge(Fault fault, EdgeHost edge) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case EDGE_KILLED -> {
                edge.kill();
                last(fault);
                edge.startAgain();
            }
            case EDGE_HANGS -> {
                edge.hang();
                last(fault);
                edge.pass();
            }
            case EDGE_REFUSED -> {
                edge.refuse();
                last(fault);
                edge.pass();
            }
            default -> {
                edge.cut();
                last(fault);
                edge.pass();
            }
        }
    }

    private void database(Fault fault) throws IOException, InterruptedException {
        site.database().kill();
        last(fault);
        site.database().startAgain();
    }

    private void machines(Fault fault) throws InterruptedException {
        boolean repeat = fault.kind() == FaultKind.DUPLICATES;
        if (repeat) {
            mischief.duplicates(true);
        } else {
            mischief.reordered(true);
        }
        last(fault);
        if (repeat) {
            mischief.duplicates(false);
        } else {
            mischief.reordered(false);
        }
    }

    private static void last(Fault fault) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(fault.length().toMillis());
    }
}
