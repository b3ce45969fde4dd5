package io.pureboot.engine.template;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be said of a template, and of all that it includes, without knowing any value. In the order of the text; an included
 * template's part comes where it is first included, and once.
 *
 * @param variables every place that names one, at most 1,000
 * @param includes every place that includes one, at most 1,000
 * @param faults everything that is wrong, at most 100
 */
public record Analysis(List<VariableUse> variables, List<IncludeUse> includes, List<TemplateFault> faults) {
    public Analysis {
        variables = List.copyOf(variables);
        includes = List.copyOf(includes);
        faults = List.copyOf(faults);
    }

    /** The variables by name, each once, in order. */
    public List<String> variableNames() {
        Set<String> names = new LinkedHashSet<>();
        variables.forEach(use -> names.add(use.name()));
        return List.copyOf(names);
    }

    /** What it includes, each once, in order. */
    public List<String> references() {
        Set<String> references = new LinkedHashSet<>();
        includes.forEach(use -> references.add(use.reference()));
        return List.copyOf(references);
    }
}
