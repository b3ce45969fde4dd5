package io.pureboot.engine.template;

import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be said of a template without rendering it. */
public final class TemplateFaults {
    private static final int MOST = 100;

    private TemplateFaults() {}

    /** All that is wrong: brackets that do not close, unknown namespaces and keys, a default within a default; at most 100 faults. */
    public static List<Problem.Fault> validate(String content) {
        TemplateScanner.Scan scan = TemplateScanner.scan(content);
        TextPosition position = new TextPosition(content);
        List<Problem.Fault> faults = new ArrayList<>(structure(scan, position));
        for (Token token : scan.tokens()) {
            if (faults.size() >= MOST) {
                break;
            }
            variableFault(token)
                    .map(fault -> fault.where(position.line(token.start()), position.column(token.start())))
                    .ifPresent(faults::add);
        }
        return List.copyOf(faults);
    }

    /** Only what keeps it from being rendered at all: brackets that do not close. */
    public static List<Problem.Fault> structure(String content) {
        return structure(TemplateScanner.scan(content), new TextPosition(content));
    }

    /** The templates that it includes, as written, each once, in order; those in branches too. */
    public static List<String> references(String content) {
        Set<String> references = new LinkedHashSet<>();
        for (Token token : TemplateScanner.scan(content).tokens()) {
            if (token instanceof Token.Include include) {
                references.add(include.written());
            }
        }
        return List.copyOf(references);
    }

    /** The variables that it names, each once, in order; those in conditions too. */
    public static List<String> variables(String content) {
        Set<String> names = new LinkedHashSet<>();
        for (Token token : TemplateScanner.scan(content).tokens()) {
            if (token instanceof Token.Variable variable) {
                names.add(variable.name());
            } else if (token instanceof Token.If condition) {
                names.add(condition.name());
            }
        }
        return List.copyOf(names);
    }

    private static List<Problem.Fault> structure(TemplateScanner.Scan scan, TextPosition position) {
        return scan.faults().stream()
                .limit(MOST)
                .map(fault -> Problem.Fault.at("/content", fault.code().wire(), message(fault.code()))
                        .where(position.line(fault.at()), position.column(fault.at())))
                .toList();
    }

    private static Optional<Problem.Fault> variableFault(Token token) {
        return switch (token) {
            case Token.Variable variable ->
                unknown(variable.namespace(), variable.key()).or(() -> nested(variable));
            case Token.If condition -> unknown(condition.namespace(), condition.key());
            case Token.Text text -> Optional.empty();
            case Token.Include include -> Optional.empty();
            case Token.Else middle -> Optional.empty();
            case Token.EndIf close -> Optional.empty();
        };
    }

    private static Optional<Problem.Fault> unknown(String namespace, String key) {
        Optional<Namespace> known = Namespace.parse(namespace);
        if (known.isEmpty()) {
            return Optional.of(
                    Problem.Fault.at("/content", "unknown-namespace", "there is no namespace " + shown(namespace)));
        }
        return known.get().knows(key)
                ? Optional.empty()
                : Optional.of(Problem.Fault.at(
                        "/content", "unknown-variable", "there is no variable " + shown(namespace + "." + key)));
    }

    /** A default ends at the first closing brace, so a variable in it would be cut in two. */
    private static Optional<Problem.Fault> nested(Token.Variable variable) {
        return variable.fallback()
                .filter(fallback -> fallback.contains("${"))
                .map(fallback -> Problem.Fault.at(
                        "/content", "nested-default", "a default is plain text: " + shown(variable.name())));
    }

    static String shown(String name) {
        return Ids.shown(name);
    }

    static String message(Rendering.Code code) {
        return switch (code) {
            case UNCLOSED_IF -> "this ${if:…} has no ${endif}";
            case UNEXPECTED_ELSE -> "this ${else} belongs to no ${if:…}, or is its second";
            case UNEXPECTED_ENDIF -> "this ${endif} belongs to no ${if:…}";
            case CIRCULAR_INCLUDE,
                    INCLUDE_DEPTH,
                    INCLUDE_MISSING,
                    INCLUDE_LIMIT,
                    OUTPUT_TOO_LARGE,
                    UNRESOLVED_VARIABLE -> code.wire();
        };
    }
}
