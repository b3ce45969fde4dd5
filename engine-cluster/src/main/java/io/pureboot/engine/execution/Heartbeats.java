package io.pureboot.engine.execution;

import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When agents were last heard of: in memory only. After a loss of memory every silence is counted anew, so that an agent gets its
 * full limit once more rather than too little.
 */
final class Heartbeats {
    private final Map<StepId, Heard> heard = new HashMap<>();
    private final Instant since;

    /** @param since when this incarnation began to listen */
    Heartbeats(Instant since) {
        this.since = since;
    }

    void heard(Execution execution, Optional<StepId> step, Optional<Integer> attempt, Instant now) {
        for (Task.Running task : execution.running()) {
            if (step.map(task.step()::equals).orElse(true)
                    && attempt.map(number -> number == task.attempt()).orElse(true)) {
                heard.put(task.step(), new Heard(task.attempt(), now));
            }
        }
        heard.keySet().removeIf(id -> execution.task(id).isEmpty());
    }

    /** When the first of the watched attempts has been silent for too long; empty when none is watched. */
    Optional<Silence> next(Execution execution) {
        Optional<Silence> first = Optional.empty();
        for (Task.Running task : execution.running()) {
            Optional<Silence> silence = WorkflowMachine.heartbeatLimit(execution, task)
                    .map(limit -> new Silence(task, lastOf(task).plus(limit.toDuration())));
            if (silence.isPresent()
                    && (first.isEmpty()
                            || silence.get().over().isBefore(first.get().over()))) {
                first = silence;
            }
        }
        return first;
    }

    /** What an agent that shows itself is told. */
    static HeartbeatAnswer answer(Execution execution, Heartbeat heartbeat) {
        CurrentWork work = CurrentWork.of(execution);
        Optional<Task.Running> running = switch (work) {
            case CurrentWork.RunningStep step -> Optional.of(step.task());
            case CurrentWork.Cancelling step -> Optional.of(step.task());
            case CurrentWork.AwaitingRetry waiting -> Optional.empty();
            case CurrentWork.Ended ended -> Optional.empty();
        };
        boolean itsOwn = running.filter(task -> heartbeat
                                .stepId()
                                .map(task.step()::equals)
                                .orElse(true)
                        && heartbeat.attempt().map(n -> n == task.attempt()).orElse(true))
                .isPresent();
        HeartbeatDirective directive;
        if (!itsOwn) {
            directive = HeartbeatDirective.STOP;
        } else if (work instanceof CurrentWork.Cancelling) {
            directive = HeartbeatDirective.CANCEL;
        } else if (execution.status() == ExecutionStatus.PAUSED) {
            directive = HeartbeatDirective.PAUSE;
        } else {
            directive = HeartbeatDirective.CONTINUE;
        }
        return new HeartbeatAnswer(directive, running.map(Task.Running::step), running.map(Task.Running::attempt));
    }

    private Instant lastOf(Task.Running task) {
        Heard last = heard.get(task.step());
        if (last != null && last.attempt() == task.attempt()) {
            return last.at();
        }
        return task.startedAt().isAfter(since) ? task.startedAt() : since;
    }

    /** @param over when the limit is reached */
    record Silence(Task.Running task, Instant over) {}

    private record Heard(int attempt, Instant at) {}
}
