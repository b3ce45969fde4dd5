package io.pureboot.engine.execution;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.Refusal;
import java.util.Optional;

/** What became of a command; persisted before it is said (promise P-4). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExecutionAnswer.Done.class, name = "done"),
    @JsonSubTypes.Type(value = ExecutionAnswer.Refused.class, name = "refused")
})
public sealed interface ExecutionAnswer {
    /**
     * It holds.
     *
     * @param execution as it stands after the command
     * @param duplicate it had been taken before and has changed nothing now
     */
    record Done(ExecutionState.Execution execution, boolean duplicate) implements ExecutionAnswer {}

    /** It does not hold. The execution as it stands; absent when there is none under that id. */
    record Refused(Refusal refusal, Optional<ExecutionState.Execution> execution) implements ExecutionAnswer {}
}
