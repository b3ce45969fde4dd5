package io.pureboot.engine.execution;

import io.pureboot.engine.query.ExecutionRow;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** An execution as lists show it. */
final class ExecutionRows {
    private ExecutionRows() {}

    static ExecutionRow of(Execution e, Instant now) {
        Optional<StepId> current = CurrentWork.of(e).about().map(GraphStep::id);
        Set<StepId> forward = e.workflow().graph().forward();
        return new ExecutionRow(
                e.id(),
                e.nodeId(),
                e.workflow().id(),
                e.workflow().name(),
                e.workflow().revision(),
                e.status(),
                e.run(),
                current,
                CurrentWork.currentAttempt(e).map(Attempt::attempt),
                (int) e.settled().stream().filter(forward::contains).count(),
                forward.size(),
                e.startedBy(),
                e.createdAt(),
                e.startedAt(),
                e.completedAt(),
                e.failedStep(),
                e.error(),
                e.rolledBack(),
                now);
    }
}
