package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/** What became of a {@link CallbackBatch}: a result for each item, in the same order. */
public record CallbackBatchAnswer(List<Result> results) {
    public CallbackBatchAnswer {
        results = List.copyOf(results);
    }

    /**
     * @param status what the item would have been answered alone; 503 when its answer did not come in time, and 424 when it was not tried, as an
     *     earlier one of its execution has to be sent again first
     * @param problem the problem document of a refusal, shortened
     */
    public record Result(int status, Optional<String> problem) {}
}
