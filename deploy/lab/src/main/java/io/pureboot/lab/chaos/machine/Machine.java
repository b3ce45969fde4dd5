package io.pureboot.lab.chaos.machine;

import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Heard;
import io.pureboot.lab.chaos.ledger.Ledger;
import io.pureboot.lab.chaos.ledger.Saying;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ReportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One machine: execution after execution, each step by step as it is told. It does nothing but wait where a real one works, and it writes
 * down everything.
 */
final class Machine implements Runnable {
    private static final double FAILS = 0.25;
    private static final double DAWDLES = 0.1;
    private static final double TELLS_PROGRESS = 0.3;
    private static final double REPEATS = 0.5;
    private static final double REMEMBERS = 0.3;
    private static final double CONTRADICTS = 0.5;
    private static final int REMEMBERED = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Surroundings around;
    private final String name;
    private final String node;
    private final EdgeLink edge;
    private final Dice dice;
    private final Ledger ledger;
    private final Deque<Remembered> remembered = new ArrayDeque<>();
    private String bootId;
    private int executions;

    /** A report that will be sent again much later. */
    private record Remembered(RunningExecution execution, Saying saying) {}

    Machine(Surroundings around, String name, String node, EdgeLink edge, Dice dice) {
        this.around = around;
        this.name = name;
        this.node = node;
        this.edge = edge;
        this.dice = dice;
        this.ledger = new Ledger(name);
        this.bootId = dice.id("boot");
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void run() {
        try {
            rest(dice.around(around.pace()));
            while (around.stage().starting()) {
                Optional<RunningExecution> execution = begin();
                if (execution.isPresent()) {
                    goThrough(execution.get());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the next execution until it has one; empty when the run is over before. */
    private Optional<RunningExecution> begin() throws InterruptedException {
        executions++;
        String key = name + "-" + executions;
        Instant asked = Instant.now();
        Duration pause = FIRST_PAUSE;
        while (around.stage().going()) {
            Optional<OperatorLink.Begun> begun = around.operator().start(node, around.workflow(), key);
            if (begun.isPresent()) {
                RunningExecution execution = begun.get().execution();
                ledger.add(new Entry.Started(
                        asked,
                        Instant.now(),
                        node,
                        key,
                        execution.id(),
                        begun.get().duplicate()));
                return Optional.of(execution);
            }
            rest(pause);
            pause = longer(pause);
        }
        return Optional.empty();
    }

    private void goThrough(RunningExecution execution) throws InterruptedException {
        Optional<Order> order = ask(execution);
        while (order.isPresent() && order.get().directive() != Directive.DONE) {
            switch (order.get().directive()) {
                case RUN -> run(execution, order.get());
                case REBOOT -> reboot(execution, order.get());
                case REPORT, DISK, WAIT, CANCEL, DONE -> rest(LONGEST_PAUSE);
            }
            order = ask(execution);
        }
        order.ifPresent(last -> ledger.add(new Entry.Finished(Instant.now(), execution.id(), last.status())));
    }

    /** Asks for the current step until an engine has said it; empty when the run is over before. */
    private Optional<Order> ask(RunningExecution execution) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (around.stage().going()) {
            ledger.wanted(execution.id(), Instant.now());
            Optional<Order> order = edge.current(execution, bootId);
            if (order.isPresent()) {
                ledger.served(Instant.now());
                return order;
            }
            rest(pause);
            pause = longer(pause);
        }
        return Optional.empty();
    }

    private void run(RunningExecution execution, Order order) throws InterruptedException {
        told(execution, order);
        boolean risky = order.step().equals(ChaosWorkflow.RETRIED);
        if (risky && dice.falls(DAWDLES)) {
            // Longer than the attempt may last, without a heartbeat, and then it reports all the same.
            rest(ChaosWorkflow.retriedTimeout(around.pace()).multipliedBy(3).dividedBy(2));
        } else if (!works(execution, order)) {
            return;
        }
        if (around.mischief().reordered() && order.attempt() > 1) {
            // Its first try has failed: that it has not, comes now, after the next one has begun.
            once(execution, saying(execution, order.step(), order.attempt() - 1, ReportStatus.SUCCESS, false));
        }
        ReportStatus status = risky && dice.falls(FAILS) ? ReportStatus.FAILED : ReportStatus.SUCCESS;
        say(execution, saying(execution, order.step(), order.attempt(), status, true));
    }

    /** False when it was told to stop, or the run is over. */
    private boolean works(RunningExecution execution, Order order) throws InterruptedException {
        Duration half = dice.around(around.pace()).dividedBy(2);
        rest(half);
        sendAgainMuchLater();
        if (dice.falls(TELLS_PROGRESS)) {
            once(execution, saying(execution, order.step(), order.attempt(), ReportStatus.PROGRESS, true));
        }
        boolean goesOn = edge.beats(execution, order.step(), order.attempt());
        rest(half);
        return goesOn && around.stage().going();
    }

    private void reboot(RunningExecution execution, Order order) throws InterruptedException {
        told(execution, order);
        say(execution, saying(execution, order.step(), order.attempt(), ReportStatus.SUCCESS, true));
        rest(dice.around(around.pace()).dividedBy(2));
        bootId = dice.id("boot");
    }

    private void told(RunningExecution execution, Order order) {
        ledger.add(new Entry.Told(Instant.now(), execution.id(), order.step(), order.attempt(), order.directive()));
    }

    private Saying saying(RunningExecution execution, String step, int attempt, ReportStatus status, boolean honest) {
        return new Saying(execution.id(), step, attempt, status, dice.id(name), honest);
    }

    /** Says it until somebody has taken it. */
    private void say(RunningExecution execution, Saying saying) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (around.stage().going()) {
            ledger.wanted(execution.id(), Instant.now());
            switch (once(execution, saying)) {
                case Heard.Nothing nobody -> {
                    rest(pause);
                    pause = longer(pause);
                    continue;
                }
                // The edge has it; the engine is still wanted.
                case Heard.Spooled edge -> {}
                case Heard.Persisted engine -> ledger.served(Instant.now());
                case Heard.Refused engine -> ledger.served(Instant.now());
            }
            misbehave(execution, saying);
            return;
        }
    }

    private Heard once(RunningExecution execution, Saying saying) throws InterruptedException {
        Instant sent = Instant.now();
        Heard heard = edge.report(execution, saying, bootId);
        ledger.add(new Entry.Said(sent, Instant.now(), saying, heard));
        return heard;
    }

    private void misbehave(RunningExecution execution, Saying saying) throws InterruptedException {
        if (around.mischief().duplicates()) {
            if (dice.falls(REPEATS)) {
                once(execution, saying);
            }
            if (dice.falls(REMEMBERS) && remembered.size() < REMEMBERED) {
                remembered.add(new Remembered(execution, saying));
            }
        }
        if (around.mischief().reordered() && dice.falls(CONTRADICTS)) {
            once(
                    execution,
                    saying(execution, saying.step(), saying.attempt(), EdgeLink.opposite(saying.status()), false));
        }
    }

    /** What it remembers from long ago: of this execution, or of one that is over. */
    private void sendAgainMuchLater() throws InterruptedException {
        if (!remembered.isEmpty() && dice.falls(REMEMBERS)) {
            Remembered old = remembered.removeFirst();
            once(old.execution(), old.saying());
        }
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private static void rest(Duration length) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
    }
}
