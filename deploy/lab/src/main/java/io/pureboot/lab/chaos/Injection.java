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

    private static final int LIMITED = 2;

    private final Site site;
    private final Mischief mischief;
    private final RunLog log;
    private final List<Thread> running = new ArrayList<>();
    private final Set<FaultKind.Target> hurt = EnumSet.noneOf(FaultKind.Target.class);
    private final List<Befell> befallen = new ArrayList<>();
    private final List<Fault> postponed = new ArrayList<>();

    Injection(Site site, Mischief mischief, RunLog log) {
        this.site = site;
        this.mischief = mischief;
        this.log = log;
    }

    /** Faults for about {@code length}; then everything is mended. What has come to pass, in its order. */
    List<Befell> run(Schedule schedule, Duration length) throws InterruptedException {
        Duration half = length.dividedBy(2);
        Instant end = Instant.now().plus(half);
        // The two whose gaps have a limit come first, and come on the slowest machine too.
        for (int done = 0; done < LIMITED || Instant.now().isBefore(end); done++) {
            alone(schedule.fault());
        }
        end = Instant.now().plus(half);
        while (Instant.now().isBefore(end)) {
            amongOthers(schedule);
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

    /** Does the first postponed fault that can be done by now, or else the next one that is planned, or postpones that. */
    private void amongOthers(Schedule schedule) throws InterruptedException {
        for (Fault fault : List.copyOf(postponed)) {
            if (possible(fault)) {
                postponed.remove(fault);
                begin(fault);
                return;
            }
        }
        Fault fault = schedule.fault();
        if (possible(fault)) {
            begin(fault);
        } else {
            log.line("postponed " + fault + ": what was done before is not over");
            postponed.add(fault);
        }
    }

    /** Claims the fault's target; a cluster of three loses its majority when a second engine goes before the first is back. */
    private boolean possible(Fault fault) throws InterruptedException {
        FaultKind.Target target = fault.kind().target();
        if (!claim(target)) {
            return false;
        }
        if (target == FaultKind.Target.ENGINE && !site.whole()) {
            release(target);
            return false;
        }
        return true;
    }

    private void begin(Fault fault) {
        Instant from = Instant.now();
        befallen.add(new Befell(
                fault, from, from.plus(fault.length()).plus(fault.kind().calm()), false));
        running.add(Thread.ofPlatform().name("fault-" + fault.number()).start(() -> {
            try {
                commit(fault);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                release(fault.kind().target());
            }
        }));
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
