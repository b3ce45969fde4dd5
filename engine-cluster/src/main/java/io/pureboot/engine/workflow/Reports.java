package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import io.pureboot.protocol.StepStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What machines and agents say, and whether it still counts: repetitions change nothing (P-1), what is late or out of place is
 * refused (P-2, P-3), and only the persisted state decides what comes next.
 */
final class Reports {
    private static final int LOG_BYTES = 2048;
    private static final int MESSAGE_CHARACTERS = 2000;

    private Reports() {}

    static Decision report(Execution execution, ExecutionCommand.Report command, Moment moment) {
        Optional<GraphStep> step = execution.step(command.step());
        if (step.isEmpty()) {
            return WorkflowMachine.refused(
                    Refusal.Code.STEP_UNKNOWN, "the workflow has no step '" + command.step() + "'");
        }
        return judge(execution, step.get(), command.report(), moment);
    }

    /** Evidence that the machine lives, or has rebooted as it had announced; never more (promise P-15). */
    static Decision bootSeen(Execution execution, ExecutionCommand.BootSeen seen, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        evidence(unfolding, execution.running(), seen.bootId());
        Reboots.heard(unfolding, execution, seen.bootId(), true, Optional.empty());
        Reboots.judge(unfolding);
        return unfolding.accepted();
    }

    /** What ran when the machine showed itself: its first contact, or the boot that it had announced. */
    static void evidence(Unfolding unfolding, List<Task.Running> ran, Optional<String> bootId) {
        for (Task.Running task : ran) {
            boolean another = bootId.isEmpty() || anotherBoot(task, bootId);
            if (task.announced() && another) {
                confirm(unfolding, task, bootId, Optional.empty());
            } else {
                contact(unfolding, task, bootId);
            }
        }
    }

    static Decision judge(Execution execution, GraphStep step, StepReport report, Moment moment) {
        boolean says = report.status() != ReportStatus.PROGRESS;
        if (says && step.behaviour().completion() == Completion.TIMER) {
            return RefusedReports.refuse(
                    execution,
                    step,
                    report,
                    moment,
                    Refusal.Code.STEP_TAKES_NO_REPORT,
                    "step '" + step.id() + "' ends by the clock, no report ends it");
        }
        Optional<Attempt> latest = execution.latestAttempt(step.id());
        int number = report.attempt().orElse(latest.map(Attempt::attempt).orElse(0));
        Optional<Attempt> attempt = execution.attempt(step.id(), number);
        if (takenBefore(execution, step, report)
                || attempt.filter(ended -> sameEnd(ended, report)).isPresent()) {
            return new Decision.Duplicate();
        }
        Optional<Task.Running> running = execution.running(step.id(), number);
        if (running.isPresent()) {
            return take(execution, step, running.get(), report, moment);
        }
        if (attempt.isPresent() && welcomeThoughLate(execution, step, attempt.get(), report)) {
            return takeLate(execution, attempt.get(), report, moment);
        }
        return RefusedReports.outOfPlace(execution, step, number, attempt, report, moment);
    }

    private static Decision take(
            Execution execution, GraphStep step, Task.Running task, StepReport report, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        boolean rebooted = task.announced() && anotherBoot(task, report.bootId());
        boolean ends = report.status() != ReportStatus.PROGRESS;
        if (ends) {
            Reboots.heard(unfolding, execution, report.bootId(), false, endedBy(report));
            if (unfolding.execution().running(task.step(), task.attempt()).isEmpty()) {
                return endedByReboot(unfolding, step, task, report, moment);
            }
        }
        switch (report.status()) {
            case PROGRESS -> {
                if (rebooted) {
                    confirm(unfolding, task, report.bootId(), Optional.empty());
                } else {
                    contact(unfolding, task, report.bootId());
                }
                Reboots.heard(unfolding, execution, report.bootId(), true, Optional.empty());
                Reboots.judge(unfolding);
            }
            case SUCCESS -> {
                if (rebooted) {
                    confirm(unfolding, task, report.bootId(), report.eventId());
                } else if (task.announced()) {
                    return new Decision.Duplicate();
                } else if (step.behaviour().confirmByBoot()) {
                    unfolding.happens(new ExecutionEvent.RebootAnnounced(
                            moment.now(), step.id(), task.attempt(), report.bootId(), report.eventId()));
                } else {
                    unfolding.happens(ended(moment, task.step(), task.attempt(), StepStatus.SUCCESS, report));
                    Progression.succeeded(unfolding, task.phase());
                }
            }
            case FAILED -> failed(unfolding, step, task, report, moment);
        }
        return unfolding.accepted();
    }

    /** A failure is the reboot's by now, and its repetition is known by its event; a success is refused. */
    private static Optional<String> endedBy(StepReport report) {
        return report.status() == ReportStatus.FAILED ? report.eventId() : Optional.empty();
    }

    /** The report has told of an unexpected reboot, which has ended the attempt before the report could. */
    private static Decision endedByReboot(
            Unfolding unfolding, GraphStep step, Task.Running task, StepReport report, Moment moment) {
        if (report.status() == ReportStatus.FAILED) {
            return unfolding.accepted();
        }
        Execution now = unfolding.execution();
        Decision refused = RefusedReports.outOfPlace(
                now, step, task.attempt(), now.attempt(step.id(), task.attempt()), report, moment);
        return refused instanceof Decision.Refused(Refusal refusal, List<ExecutionEvent> kept)
                ? new Decision.Refused(
                        refusal,
                        Stream.concat(unfolding.events().stream(), kept.stream())
                                .toList())
                : refused;
    }

    /** In a cancel's grace period the agent's {@code failed} acknowledges the cancel. */
    private static void failed(
            Unfolding unfolding, GraphStep step, Task.Running task, StepReport report, Moment moment) {
        boolean acknowledges =
                unfolding.execution().status() == ExecutionStatus.CANCELLING && task.phase() != Phase.CANCEL;
        StepStatus outcome = acknowledges ? StepStatus.CANCELLED : StepStatus.FAILED;
        unfolding.happens(ended(moment, task.step(), task.attempt(), outcome, report));
        StepFailure.follow(
                unfolding,
                step,
                task,
                new StepFailure.Failure(report.exitCode(), report.retryable().orElse(true), message(report)));
    }

    private static void contact(Unfolding unfolding, Task.Running task, Optional<String> bootId) {
        if (task.contactDeadline().isPresent()) {
            unfolding.happens(
                    new ExecutionEvent.MachineContacted(unfolding.now(), task.step(), task.attempt(), bootId));
        }
    }

    /** The announced reboot has happened (promise P-17). */
    private static void confirm(
            Unfolding unfolding, Task.Running task, Optional<String> bootId, Optional<String> eventId) {
        unfolding.happens(new ExecutionEvent.AttemptEnded(
                unfolding.now(),
                task.step(),
                task.attempt(),
                StepStatus.SUCCESS,
                Optional.empty(),
                Optional.empty(),
                Optional.of("the machine has booted again"),
                Optional.empty(),
                eventId,
                bootId,
                Optional.empty()));
        Progression.succeeded(unfolding, task.phase());
    }

    private static boolean welcomeThoughLate(Execution execution, GraphStep step, Attempt attempt, StepReport report) {
        boolean onlyWaits = execution
                .task(step.id())
                .filter(Task.AwaitingRetry.class::isInstance)
                .isPresent();
        boolean newest =
                execution.latestAttempt(step.id()).filter(attempt::equals).isPresent();
        return step.lateSuccess()
                && onlyWaits
                && newest
                && report.status() == ReportStatus.SUCCESS
                && attempt.status() == StepStatus.TIMED_OUT;
    }

    /** The attempt's end is told again, this time as a success (promise P-2); the retry that waited is off. */
    private static Decision takeLate(Execution execution, Attempt attempt, StepReport report, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        unfolding.happens(ended(moment, attempt.step(), attempt.attempt(), StepStatus.SUCCESS, report));
        Progression.succeeded(unfolding, attempt.phase());
        return unfolding.accepted();
    }

    private static boolean takenBefore(Execution execution, GraphStep step, StepReport report) {
        return report.eventId().isPresent()
                && execution.attempts().stream()
                        .anyMatch(attempt -> attempt.step().equals(step.id())
                                && (attempt.eventId().equals(report.eventId())
                                        || attempt.announcementId().equals(report.eventId())));
    }

    /** Whether the report says what the attempt has ended with; {@code failed} also acknowledges a cancelled one. */
    private static boolean sameEnd(Attempt attempt, StepReport report) {
        return switch (report.status()) {
            case PROGRESS -> false;
            case SUCCESS -> attempt.status() == StepStatus.SUCCESS;
            case FAILED -> attempt.status() == StepStatus.FAILED || attempt.status() == StepStatus.CANCELLED;
        };
    }

    private static boolean anotherBoot(Task.Running task, Optional<String> bootId) {
        return task.bootId().isPresent() && bootId.isPresent() && !task.bootId().equals(bootId);
    }

    private static ExecutionEvent.AttemptEnded ended(
            Moment moment, StepId step, int attempt, StepStatus outcome, StepReport report) {
        return new ExecutionEvent.AttemptEnded(
                moment.now(),
                step,
                attempt,
                outcome,
                Optional.empty(),
                report.exitCode(),
                message(report),
                outcome == StepStatus.SUCCESS ? Optional.empty() : report.logs().map(Reports::tail),
                report.eventId(),
                report.bootId(),
                report.output());
    }

    static Optional<String> message(StepReport report) {
        return report.message().map(Reports::cut);
    }

    static String cut(String text) {
        return text.length() > MESSAGE_CHARACTERS ? text.substring(0, MESSAGE_CHARACTERS) + "…" : text;
    }

    /** The end of a log is what tells why; its whole has a table of its own (promise P-28). Whole characters, 2 KB of UTF-8. */
    private static String tail(String logs) {
        int start = logs.length();
        int room = LOG_BYTES;
        while (start > 0) {
            int before = logs.offsetByCodePoints(start, -1);
            room -= logs.substring(before, start).getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            start = before;
        }
        return logs.substring(start);
    }
}
