package io.pureboot.engine.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows a template and its includes, and gathers what they mention and all that is wrong with them. */
final class TemplateAnalyst {
    /** Faults that one analysis lists. */
    static final int MOST_FAULTS = 100;
    /** Variables, and includes, that one analysis lists. */
    static final int MOST_USES = 1_000;

    private final TemplateLanguages languages;
    private final IncludeSource sources;
    private final List<VariableUse> variables = new ArrayList<>();
    private final List<IncludeUse> includes = new ArrayList<>();
    private final List<TemplateFault> faults = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    /** How deep a template was seen at most: seen again no deeper, it has nothing new to say. */
    private final Map<String, Integer> depths = new HashMap<>();

    TemplateAnalyst(TemplateLanguages languages, IncludeSource sources) {
        this.languages = languages;
        this.sources = sources;
    }

    Analysis of(TemplateSource root) {
        follow(root);
        return new Analysis(variables, includes, faults);
    }

    private void follow(TemplateSource source) {
        String label = source.label();
        Integer before = depths.put(label, path.size());
        path.addLast(label);
        Mentions mentions = languages.mentions(source);
        if (before == null) {
            add(variables, mentions.variables(), MOST_USES);
            add(faults, mentions.faults(), MOST_FAULTS);
        }
        for (IncludeUse use : mentions.includes()) {
            include(use, before == null);
        }
        path.removeLast();
    }

    private void include(IncludeUse use, boolean first) {
        Optional<TemplateSource> target =
                TemplateReference.parse(use.reference()).flatMap(sources::find);
        if (first && includes.size() < MOST_USES) {
            includes.add(new IncludeUse(use.reference(), target.map(TemplateSource::label), use.place()));
        }
        if (target.isEmpty()) {
            fault(
                    first,
                    Rendering.Code.INCLUDE_MISSING,
                    "there is no template " + use.reference() + " to include",
                    use);
            return;
        }
        String label = target.get().label();
        if (path.contains(label)) {
            String chain =
                    String.join(" → ", path.stream().filter(l -> !l.isEmpty()).toList()) + " → " + label;
            fault(
                    first,
                    Rendering.Code.CIRCULAR_INCLUDE,
                    "the include leads back to a template it comes from: " + chain,
                    use);
        } else if (path.size() > TemplateRenderer.MAX_INCLUDE_DEPTH) {
            fault(
                    !reported(Rendering.Code.INCLUDE_DEPTH, use),
                    Rendering.Code.INCLUDE_DEPTH,
                    "more than " + TemplateRenderer.MAX_INCLUDE_DEPTH + " includes within each other",
                    use);
        } else if (depths.getOrDefault(label, -1) < path.size()) {
            follow(target.get());
        }
    }

    private boolean reported(Rendering.Code code, IncludeUse use) {
        return faults.stream()
                .anyMatch(fault ->
                        fault.code().equals(code.wire()) && fault.place().equals(use.place()));
    }

    private void fault(boolean first, Rendering.Code code, String message, IncludeUse use) {
        if (first && faults.size() < MOST_FAULTS) {
            faults.add(new TemplateFault(code.wire(), message, Optional.empty(), use.place()));
        }
    }

    private static <T> void add(List<T> all, List<T> more, int most) {
        all.addAll(more.subList(0, Math.min(more.size(), Math.max(0, most - all.size()))));
    }
}
