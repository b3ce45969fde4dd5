package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.ExecutionId;
import java.util.concurrent.CompletionStage;

/** The way to the execution that is to begin, or to run again. A failed stage means "not known": the command is sent again. */
public interface ExecutionStarts {
    CompletionStage<Outcome> start(ExecutionCommand.Start command);

    CompletionStage<Outcome> retry(ExecutionId execution, ExecutionCommand.Retry command);

    CompletionStage<Outcome> skipFailed(ExecutionId execution, ExecutionCommand.SkipFailed command);

    /** The execution's word; taking the same lease twice is acceptance both times. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Outcome.Accepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = Outcome.Refused.class, name = "refused")
    })
    sealed interface Outcome {
        record Accepted() implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }
}
