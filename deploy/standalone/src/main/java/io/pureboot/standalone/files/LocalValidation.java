package io.pureboot.standalone.files;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.Problem;
import java.util.List;

/** What is wrong with a file, without a server. */
public final class LocalValidation {
    private LocalValidation() {}

    /** The faults of a workflow, as lines. */
    public static List<String> workflow(String file, String yaml) {
        return switch (PureBootDialect.readYaml(yaml, StepTypes.all())) {
            case Reading.Faulty(List<Problem.Fault> faults) -> Faults.lines(file, faults);
            case Reading.Definition definition -> List.of();
        };
    }
}
