package io.pureboot.engine.promise;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An execution of the pure machine, against a clock and a chance that the test sets. */
final class PureRun {
    static final Instant BEGIN = Instant.parse("2026-01-26T08:00:00Z");

    private ExecutionState state = new ExecutionState.NotStarted();
    private Instant now = BEGIN;
    private double chance;
    private Decision last;

    /** Started, of a workflow with these YAML fields. */
    PureRun(String yaml) {
        last = tell(new ExecutionCommand.Start(
                new ExecutionId("e1"),
                new NodeId("n1"),
                1,
                Workflows.pinned("name: pure\nos_family: linux\n" + yaml),
                JsonNodeFactory.instance.objectNode(),
                "test"));
    }

    PureRun chance(double drawn) {
        chance = drawn;
        return this;
    }

    /** Time passes unnoticed. */
    PureRun later(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Decision timePasses() {
        return tell(new ExecutionCommand.TimePassed());
    }

    Decision report(String step, ReportStatus status, int attempt) {
        return tell(new ExecutionCommand.Report(
                new StepId(step), Machines.report(status, attempt, step + attempt + status)));
    }

    Decision retry() {
        return tell(new ExecutionCommand.Retry("test", execution().lease() + 1, Optional.empty(), Optional.empty()));
    }

    Decision pause() {
        return tell(new ExecutionCommand.Pause("test", Optional.empty()));
    }

    Decision resume() {
        return tell(new ExecutionCommand.Resume("test", Optional.empty()));
    }

    Decision tell(ExecutionCommand command) {
        last = WorkflowMachine.decide(state, command, new Moment(now, chance));
        for (ExecutionEvent event : newEvents()) {
            state = WorkflowMachine.evolve(state, event);
        }
        return last;
    }

    /** Those of the last command. */
    List<ExecutionEvent> newEvents() {
        return switch (last) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Duplicate duplicate -> List.of();
            case Decision.Refused refused -> refused.kept();
        };
    }

    Execution execution() {
        if (state instanceof Execution execution) {
            return execution;
        }
        throw new AssertionError("it has not begun");
    }

    Instant now() {
        return now;
    }
}
