package io.pureboot.engine.template;

import java.util.List;

/**
 * What one template mentions, without what it includes.
 *
 * @param includes not resolved
 */
public record Mentions(List<VariableUse> variables, List<IncludeUse> includes, List<TemplateFault> faults) {
    public Mentions {
        variables = List.copyOf(variables);
        includes = List.copyOf(includes);
        faults = List.copyOf(faults);
    }
}
