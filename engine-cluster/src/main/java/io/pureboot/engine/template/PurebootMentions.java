package io.pureboot.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from a text in document 000's language what it mentions. */
final class PurebootMentions {
    private final TemplateSource source;
    private final PurebootText text;
    private final List<VariableUse> variables = new ArrayList<>();
    private final List<IncludeUse> includes = new ArrayList<>();
    private final List<TemplateFault> faults = new ArrayList<>();

    private PurebootMentions(TemplateSource source, PurebootText text) {
        this.source = source;
        this.text = text;
    }

    static Mentions of(TemplateSource source, PurebootText text) {
        PurebootMentions mentions = new PurebootMentions(source, text);
        text.faults().stream()
                .limit(TemplateAnalyst.MOST_FAULTS)
                .forEach(fault -> mentions.fault(
                        fault.code().wire(), TemplateFaults.message(fault.code()), Optional.empty(), fault.at()));
        text.tokens().forEach(mentions::read);
        return new Mentions(mentions.variables, mentions.includes, mentions.faults);
    }

    private void read(Token token) {
        switch (token) {
            case Token.Variable variable -> {
                use(variable.name(), variable.fallback(), false, variable.start());
                nested(variable);
            }
            case Token.If condition -> use(condition.name(), Optional.empty(), true, condition.start());
            case Token.Include include -> {
                if (includes.size() < TemplateAnalyst.MOST_USES) {
                    includes.add(
                            new IncludeUse(include.reference().toString(), Optional.empty(), place(include.start())));
                }
            }
            case Token.Text plain -> {}
            case Token.Else middle -> {}
            case Token.EndIf close -> {}
        }
    }

    private void use(Token.Name name, Optional<String> fallback, boolean condition, int at) {
        if (variables.size() < TemplateAnalyst.MOST_USES) {
            variables.add(new VariableUse(name.namespace(), name.key(), fallback, condition, place(at)));
        }
        if (name.known().isEmpty() && faults.size() < TemplateAnalyst.MOST_FAULTS) {
            faults.add(UnknownVariable.fault(name.namespace(), name.key(), place(at)));
        }
    }

    /** A default ends at the first closing brace, so a variable in it would be cut in two. */
    private void nested(Token.Variable variable) {
        if (variable.fallback().filter(fallback -> fallback.contains("${")).isPresent()) {
            fault(
                    "nested-default",
                    "a default is plain text: "
                            + TemplateFaults.shown(variable.name().written()),
                    Optional.empty(),
                    variable.start());
        }
    }

    private void fault(String code, String message, Optional<String> suggestion, int at) {
        if (faults.size() < TemplateAnalyst.MOST_FAULTS) {
            faults.add(new TemplateFault(code, message, suggestion, place(at)));
        }
    }

    private Place place(int at) {
        return text.place(source, at);
    }
}
