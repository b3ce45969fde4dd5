package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Cancellation;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.Pause;
import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An execution being rewritten by one event: the parts that events may change. Lives within one call of {@code evolve}. */
final class Draft {
    private final Execution before;

    int run;
    long lease;
    ExecutionStatus status;
    Optional<Instant> startedAt;
    Optional<Instant> completedAt;
    Optional<Instant> deadline;
    Optional<StepId> failedStep;
    Optional<String> error;
    boolean rolledBack;
    Optional<Cancellation> cancel;
    Optional<Pause> pause;
    final List<Task> tasks;
    final Set<StepId> settled;
    final Set<StepId> skipped;
    final List<Attempt> attempts;
    final List<NodeRequest> requests;
    final List<RefusedReport> refused;
    final List<String> warnings;
    MachineBoots boots;

    Draft(Execution before) {
        this.before = before;
        run = before.run();
        lease = before.lease();
        status = before.status();
        startedAt = before.startedAt();
        completedAt = before.completedAt();
        deadline = before.deadline();
        failedStep = before.failedStep();
        error = before.error();
        rolledBack = before.rolledBack();
        cancel = before.cancel();
        pause = before.pause();
        tasks = new ArrayList<>(before.tasks());
        settled = new LinkedHashSet<>(before.settled());
        skipped = new LinkedHashSet<>(before.skipped());
        attempts = new ArrayList<>(before.attempts());
        requests = new ArrayList<>(before.requests());
        refused = new ArrayList<>(before.refused());
        warnings = new ArrayList<>(before.warnings());
        boots = before.machineBoots();
    }

    void replaceTask(Task old, Task fresh) {
        tasks.replaceAll(task -> task.equals(old) ? fresh : task);
    }

    void replaceAttempt(Attempt old, Attempt fresh) {
        attempts.replaceAll(attempt -> attempt.equals(old) ? fresh : attempt);
    }

    /** Keeps what is known of a running attempt's sender; what is absent changes nothing. */
    void mark(Task.Running task, Optional<String> announcementId, Optional<String> bootId) {
        before.attempt(task.step(), task.attempt())
                .ifPresent(old -> replaceAttempt(
                        old,
                        new Attempt(
                                old.step(),
                                old.attempt(),
                                old.run(),
                                old.phase(),
                                old.status(),
                                old.startedAt(),
                                old.deadline(),
                                old.completedAt(),
                                old.cause(),
                                old.exitCode(),
                                old.message(),
                                old.logs(),
                                old.eventId(),
                                bootId.or(old::bootId),
                                old.output(),
                                announcementId.or(old::announcementId),
                                old.tokenGeneration())));
    }

    /** The running attempt of {@code task} ends that much later than was planned. */
    void postpone(Task.Running task, Duration by) {
        before.attempt(task.step(), task.attempt())
                .ifPresent(old -> replaceAttempt(old, old.until(old.deadline().plus(by))));
    }

    Execution execution() {
        return new Execution(
                before.id(),
                before.nodeId(),
                before.workflow(),
                before.parameters(),
                before.startedBy(),
                run,
                lease,
                status,
                before.createdAt(),
                startedAt,
                completedAt,
                deadline,
                tasks,
                settled,
                skipped,
                attempts,
                failedStep,
                error,
                rolledBack,
                cancel,
                requests,
                refused,
                warnings,
                boots.equals(MachineBoots.NONE) ? Optional.empty() : Optional.of(boots),
                pause);
    }
}
