package io.pureboot.engine.workflow.dialect;

import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Problem;
import java.util.List;

/** What a text or a JSON document turned out to be. */
public sealed interface Reading {
    /** A definition without faults; it compiles. */
    record Definition(WorkflowDefinition definition) implements Reading {}

    /** None; all its faults, in the order of the text. */
    record Faulty(List<Problem.Fault> faults) implements Reading {
        public Faulty {
            faults = List.copyOf(faults);
        }
    }
}
