package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/** The answers to a {@link BootBatch}: a result for each question, in the same order. */
public record BootBatchAnswer(List<Result> results) {
    public BootBatchAnswer {
        results = List.copyOf(results);
    }

    /**
     * @param answer absent when the engine had none that holds up no other: the question is to be asked alone, under the same request id, and is told
     *     then what is wrong
     */
    public record Result(Optional<BootAnswer> answer) {}
}
