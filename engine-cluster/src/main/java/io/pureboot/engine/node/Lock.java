package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowReference;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.StepId;
import java.util.Optional;

/**
 * The one active execution of a node.
 *
 * @param lease numbers the node's locks; a release names the one that it gives up
 * @param pending what is still to be said to the execution; absent once it has accepted
 * @param before the lease that the same execution held when its retry was asked for, until it is released or the retry accepted
 */
record Lock(ExecutionId execution, long lease, String by, Optional<Pending> pending, Optional<Long> before) {

    Lock accepted() {
        return new Lock(execution, lease, by, Optional.empty(), Optional.empty());
    }

    Lock withoutBefore() {
        return new Lock(execution, lease, by, pending, Optional.empty());
    }

    boolean heldBy(ExecutionId other) {
        return execution.equals(other);
    }

    /** What an execution is to be asked. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Pending.Begin.class, name = "begin"),
        @JsonSubTypes.Type(value = Pending.Start.class, name = "start"),
        @JsonSubTypes.Type(value = Pending.Retry.class, name = "retry"),
        @JsonSubTypes.Type(value = Pending.SkipFailed.class, name = "skip_failed")
    })
    sealed interface Pending {
        record Begin(WorkflowReference workflow, JsonNode parameters) implements Pending {}

        /** As it was written with the whole definition, before there were references; still read. */
        record Start(PinnedWorkflow workflow, JsonNode parameters) implements Pending {}

        record Retry(Optional<StepId> from, Optional<String> reason) implements Pending {}

        /** Run again after the step that has failed. */
        record SkipFailed(StepId step, String reason) implements Pending {}

        /** Whether the execution is to come into being. */
        default boolean begins() {
            return switch (this) {
                case Begin begin -> true;
                case Start start -> true;
                case Retry retry -> false;
                case SkipFailed skip -> false;
            };
        }
    }
}
