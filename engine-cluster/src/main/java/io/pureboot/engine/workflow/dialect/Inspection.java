package io.pureboot.engine.workflow.dialect;

import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that is to be said of a definition before it is kept: what keeps it from being kept, and what its author should look at.
 *
 * @param definition with defaults where there are errors; absent when nothing could be made of it
 * @param errors in the order of the text
 * @param warnings in the order of the text
 * @param templates the templates that its steps name and include, each place once
 */
public record Inspection(
        Optional<WorkflowDefinition> definition,
        List<Problem.Fault> errors,
        List<Problem.Fault> warnings,
        List<TemplateUse> templates) {
    private static final Comparator<Problem.Fault> BY_PLACE = Comparator.comparing(
                    (Problem.Fault fault) -> fault.line().orElse(0))
            .thenComparing(fault -> fault.column().orElse(0));

    public Inspection {
        errors = errors.stream().sorted(BY_PLACE).toList();
        warnings = warnings.stream().sorted(BY_PLACE).toList();
        templates = List.copyOf(templates);
    }

    /**
     * A place that names a template.
     *
     * @param place where, as a fault without words
     */
    public record TemplateUse(String reference, Problem.Fault place) {
        /** A fault at that place. */
        public Problem.Fault fault(String code, String message) {
            return new Problem.Fault(code, place.path(), message, place.line(), place.column());
        }
    }

    /** The definition, when nothing keeps it from being kept. */
    public Optional<WorkflowDefinition> accepted() {
        return errors.isEmpty() ? definition : Optional.empty();
    }

    /** The same with more to be said. */
    public Inspection and(List<Problem.Fault> moreErrors, List<Problem.Fault> moreWarnings) {
        return new Inspection(definition, joined(errors, moreErrors), joined(warnings, moreWarnings), templates);
    }

    /** The same, for those who take warnings for errors. */
    public Inspection strictly() {
        return new Inspection(definition, joined(errors, warnings), List.of(), templates);
    }

    private static List<Problem.Fault> joined(List<Problem.Fault> some, List<Problem.Fault> more) {
        List<Problem.Fault> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
