package io.pureboot.standalone.files;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import io.pureboot.engine.workflow.dialect.Inspection;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be said of a file of workflows, without a server.
 *
 * @param faults what keeps them from being kept, as lines
 * @param warnings what does not, as lines
 */
public record LocalValidation(List<String> faults, List<String> warnings) {
    /** All documents of a file. Whether the templates that they name are there, only a server or a whole directory can say. */
    public static LocalValidation workflows(String file, String yaml) {
        List<String> faults = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Inspection inspection : inspect(yaml)) {
            faults.addAll(Faults.lines(file, inspection.errors()));
            warnings.addAll(Faults.lines(file, inspection.warnings()));
        }
        return new LocalValidation(faults, warnings);
    }

    static List<Inspection> inspect(String yaml) {
        return PureBootDialect.inspectYaml(yaml, StepTypes.all(), new ConfigLanguage());
    }
}
