package io.pureboot.engine.workflow.walk;

import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.Moment;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.WorkflowMachine;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The four functions that are the machine, so that a walk can be sent over another one than the real. */
public record Machine(
        Decide decide,
        BiFunction<ExecutionState, ExecutionEvent, ExecutionState> evolve,
        Function<ExecutionState, List<Deadline>> timers,
        Function<ExecutionState, List<NodeRequest>> requests) {

    /** What becomes of a command. */
    @FunctionalInterface
    public interface Decide {
        Decision decide(ExecutionState state, ExecutionCommand command, Moment moment);
    }

    public static Machine real() {
        return new Machine(
                WorkflowMachine::decide, WorkflowMachine::evolve, WorkflowMachine::timers, WorkflowMachine::requests);
    }

    Machine deciding(Decide other) {
        return new Machine(other, evolve, timers, requests);
    }

    Machine evolving(BiFunction<ExecutionState, ExecutionEvent, ExecutionState> other) {
        return new Machine(decide, other, timers, requests);
    }

    Machine ticking(Function<ExecutionState, List<Deadline>> other) {
        return new Machine(decide, evolve, other, requests);
    }

    Machine asking(Function<ExecutionState, List<NodeRequest>> other) {
        return new Machine(decide, evolve, timers, other);
    }
}
