package io.pureboot.lab.chaos.evidence;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The read tables.
 *
 * @param executions by id
 * @param nodes by id
 * @param wakeups executions that have a wake-up row
 */
public record Tables(
        Map<String, ExecutionLine> executions,
        Map<String, NodeLine> nodes,
        Set<SubTaskKey> subTasks,
        Set<String> wakeups) {

    /** A row of {@code execution}, as far as the journal tells it too. */
    public record ExecutionLine(String status, Optional<String> currentStep, int stepsDone, long lastSequence) {}

    /** A row of {@code node}, as far as the journal tells it too. */
    public record NodeLine(String state, Optional<String> activeExecution, long lastSequence) {}

    /** What identifies a row of {@code sub_task}. */
    public record SubTaskKey(String execution, String eventId) {}

    public Tables {
        executions = Map.copyOf(executions);
        nodes = Map.copyOf(nodes);
        subTasks = Set.copyOf(subTasks);
        wakeups = Set.copyOf(wakeups);
    }
}
