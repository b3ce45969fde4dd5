package io.pureboot.engine.workflow.simulation;

import io.pureboot.protocol.Problem;
import java.util.List;

/** What a script of outcomes turned out to be. */
public sealed interface OutcomesReading {
    /** One without faults. */
    record Script(Outcomes outcomes) implements OutcomesReading {}

    /**
     * None; all its faults. Codes: {@code outcome_syntax, outcome_unknown, outcome_misplaced, duration_invalid, exit_code_invalid,
     * step_unknown, type_unknown, duplicate, out_of_range}, and of JSON those of {@code StrictFields}.
     */
    record Faulty(List<Problem.Fault> faults) implements OutcomesReading {
        public Faulty {
            faults = List.copyOf(faults);
        }
    }
}
