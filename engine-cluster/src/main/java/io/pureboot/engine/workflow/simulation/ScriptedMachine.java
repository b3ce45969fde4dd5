package io.pureboot.engine.workflow.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Task;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The machine and its operators, as the script has them: sees what happens to the execution, and plans what will be said. It is off
 * at the beginning; it boots when its agent is needed and not there.
 */
final class ScriptedMachine {
    private static final Duration BOOT = Duration.ofSeconds(30);
    private static final Duration ACKNOWLEDGES = Duration.ofSeconds(5);

    private final Outcomes outcomes;
    private final PriorityQueue<Word> words = new PriorityQueue<>();
    private final Map<Word.Key, Outcome> plans = new HashMap<>();
    private final Map<Word.Key, Instant> silences = new HashMap<>();
    private long planned;
    private int boots;
    private boolean up;

    ScriptedMachine(Outcomes outcomes, Instant begin) {
        this.outcomes = outcomes;
        outcomes.hands().forEach(hand -> plan(begin.plus(hand.at()), Optional.empty(), new Word.Kind.ByHand(hand)));
    }

    /** The next word, if any is planned. */
    Optional<Word> next() {
        return Optional.ofNullable(words.peek());
    }

    /** Takes {@link #next} as the command that it is; the machine is then as it has said. */
    ExecutionCommand say() {
        Word word = words.remove();
        return switch (word.kind()) {
            case Word.Kind.Boot boot -> {
                boots++;
                up = true;
                yield new ExecutionCommand.BootRequested("simulated-" + boots, false, true);
            }
            case Word.Kind.AgentSeen seen -> new ExecutionCommand.BootSeen(Optional.of(bootId()));
            case Word.Kind.Success success ->
                report(word, ReportStatus.SUCCESS, Optional.empty(), Optional.empty(), true);
            case Word.Kind.Failure(int exit, boolean retryable) ->
                report(word, ReportStatus.FAILED, Optional.of("exit code " + exit), Optional.of(exit), retryable);
            case Word.Kind.Stopped stopped ->
                report(
                        word,
                        ReportStatus.FAILED,
                        Optional.of("stopped: the execution is cancelled"),
                        Optional.empty(),
                        true);
            case Word.Kind.PhoneHome home ->
                new ExecutionCommand.PhoneHome(
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode(),
                        word.of().map(Word.Key::step),
                        word.of().map(Word.Key::attempt));
            case Word.Kind.ByHand(Hand hand) -> byHand(hand);
        };
    }

    private ExecutionCommand report(
            Word word, ReportStatus status, Optional<String> message, Optional<Integer> exit, boolean retryable) {
        Word.Key key = word.of().orElseThrow();
        return new ExecutionCommand.Report(
                key.step(),
                new StepReport(
                        status,
                        message,
                        exit,
                        Optional.empty(),
                        Optional.of(key.attempt()),
                        Optional.of("simulated-" + word.number()),
                        Optional.of(bootId()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        retryable ? Optional.empty() : Optional.of(false)));
    }

    private static ExecutionCommand byHand(Hand hand) {
        return switch (hand.kind()) {
            case CANCEL -> new ExecutionCommand.Cancel("operator", Optional.empty(), false);
            case FORCE_CANCEL -> new ExecutionCommand.Cancel("operator", Optional.empty(), true);
            case PAUSE -> new ExecutionCommand.Pause("operator", Optional.empty());
            case RESUME -> new ExecutionCommand.Resume("operator", Optional.empty());
        };
    }

    private String bootId() {
        return "boot-" + Math.max(1, boots);
    }

    /** Since when the agent of that attempt is silent; empty while it is not. */
    Optional<Instant> silentSince(StepId step, int attempt) {
        return Optional.ofNullable(silences.get(new Word.Key(step, attempt)));
    }

    /** Something has happened, and {@code execution} is what it has led to. */
    void sees(ExecutionEvent event, Execution execution) {
        switch (event) {
            case ExecutionEvent.AttemptStarted started ->
                execution.step(started.step()).ifPresent(step -> begin(started, step, execution));
            case ExecutionEvent.AttemptEnded ended -> ended(ended, execution);
            case ExecutionEvent.CancelRequested cancel -> cancelled(cancel.at(), execution);
            default -> {}
        }
    }

    private void begin(ExecutionEvent.AttemptStarted started, GraphStep step, Execution execution) {
        Word.Key key = new Word.Key(started.step(), started.attempt());
        Outcome outcome = outcomes.of(step, started.attempt());
        plans.put(key, outcome);
        Instant begin = started.at();
        Duration lastReboot =
                outcome.reboots().stream().max(Duration::compareTo).orElse(Duration.ZERO);
        Duration after = outcome.after().orElseGet(() -> lastReboot.plus(UsualTimes.of(step)));
        Outcome.Ending ending = outcome.ending().orElse(Outcome.Ending.OK);
        if (ending == Outcome.Ending.NO_BOOT) {
            up = false;
            silences.put(key, begin);
            if (step.behaviour().confirmByBoot()) {
                plan(begin.plus(UsualTimes.of(step).dividedBy(2)), Optional.of(key), new Word.Kind.Success());
            }
            return;
        }
        if (started.waits()) {
            reboots(key, outcome, begin, execution);
            return;
        }
        Duration up = comesUp(key, step, begin, ending, after);
        reboots(key, outcome, begin, execution);
        ends(key, step, begin, ending, after, outcome);
        if (ending == Outcome.Ending.SILENT || ending == Outcome.Ending.NO_PHONE_HOME) {
            Duration silent = outcome.after().filter(at -> at.compareTo(up) > 0).orElse(up);
            silences.put(key, begin.plus(silent));
        }
    }

    /** Plans the boot that brings up the agent, or the installed system, where one is needed; how long that takes. */
    private Duration comesUp(Word.Key key, GraphStep step, Instant begin, Outcome.Ending ending, Duration after) {
        boolean boots = step.behaviour().expectedBoots() == BootExpectation.UNTIL_CONTACT
                || step.behaviour().completion() == Completion.PHONE_HOME
                || !up;
        if (!boots) {
            return Duration.ZERO;
        }
        Duration half = (ending.reports() ? after : UsualTimes.of(step)).dividedBy(2);
        Duration contact = UsualTimes.least(half, UsualTimes.least(BOOT, UsualTimes.inTimeForContact(step)));
        plan(begin.plus(contact), Optional.of(key), new Word.Kind.Boot());
        return contact;
    }

    private void reboots(Word.Key key, Outcome outcome, Instant begin, Execution execution) {
        boolean known = execution.machineBoots().bootId().isPresent();
        if (!outcome.reboots().isEmpty() && (up || !known)) {
            boots = Math.max(1, boots);
            plan(begin, Optional.of(key), new Word.Kind.AgentSeen());
        }
        outcome.reboots().forEach(at -> plan(begin.plus(at), Optional.of(key), new Word.Kind.Boot()));
    }

    private void ends(
            Word.Key key, GraphStep step, Instant begin, Outcome.Ending ending, Duration after, Outcome outcome) {
        Instant end = begin.plus(after);
        if (ending.fails()) {
            plan(end, Optional.of(key), new Word.Kind.Failure(outcome.exitCode().orElse(1), outcome.retryable()));
        } else if (ending == Outcome.Ending.OK && step.behaviour().completion() == Completion.PHONE_HOME) {
            plan(end, Optional.of(key), new Word.Kind.PhoneHome());
        } else if (ending == Outcome.Ending.OK && step.behaviour().confirmByBoot()) {
            plan(begin.plus(after.dividedBy(2)), Optional.of(key), new Word.Kind.Success());
            plan(end, Optional.of(key), new Word.Kind.Boot());
        } else if (ending == Outcome.Ending.OK) {
            plan(end, Optional.of(key), new Word.Kind.Success());
        }
    }

    private void ended(ExecutionEvent.AttemptEnded ended, Execution execution) {
        Word.Key key = new Word.Key(ended.step(), ended.attempt());
        boolean late = ended.outcome() == StepStatus.TIMED_OUT;
        words.removeIf(word ->
                word.of().equals(Optional.of(key)) && !(late && word.kind().report()));
        silences.remove(key);
        boolean goesDown = execution
                .step(ended.step())
                .filter(step -> step.behaviour().expectedBoots() == BootExpectation.THROUGHOUT
                        && step.behaviour().completion() == Completion.REPORT
                        && !step.behaviour().confirmByBoot())
                .isPresent();
        boolean lost = late
                && Optional.ofNullable(plans.get(key))
                        .flatMap(Outcome::ending)
                        .filter(ending -> !ending.listens())
                        .isPresent();
        if (lost || (goesDown && ended.outcome() == StepStatus.SUCCESS)) {
            up = false;
        }
    }

    /** An agent that lives hears of the cancel and stops; what the script has planned before counts first. */
    private void cancelled(Instant now, Execution execution) {
        for (Task.Running task : execution.running()) {
            Word.Key key = new Word.Key(task.step(), task.attempt());
            boolean agent = execution
                    .step(task.step())
                    .filter(step -> step.behaviour().completion() == Completion.REPORT)
                    .isPresent();
            boolean listens = Optional.ofNullable(plans.get(key))
                    .flatMap(Outcome::ending)
                    .orElse(Outcome.Ending.OK)
                    .listens();
            if (agent && listens) {
                plan(now.plus(ACKNOWLEDGES), Optional.of(key), new Word.Kind.Stopped());
            }
        }
    }

    private void plan(Instant at, Optional<Word.Key> of, Word.Kind kind) {
        words.add(new Word(at, planned++, of, kind));
    }
}
