package io.pureboot.engine.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Renders document 000's syntax: {@code ${namespace.key}}, {@code ${namespace.key|default}}, {@code ${include:name:v2.1}},
 * {@code ${if:namespace.key}…${else}…${endif}}. Values and defaults are put in as they are and never read as templates again. A
 * condition holds when its variable has a value that is neither empty nor {@code false}. Every other {@code ${…}} passes through.
 */
public final class TemplateRenderer {
    /** Includes within each other (document 000, MAX_INCLUDE_DEPTH). */
    public static final int MAX_INCLUDE_DEPTH = 10;
    /** Includes that one text may put in, all told. */
    public static final int MAX_INCLUDES = 1_000;
    /** UTF-16 units of one rendered text. */
    public static final int MAX_OUTPUT = 4 * 1024 * 1024;
    /** UTF-16 units of all that one text includes, each time it is included. */
    public static final int MAX_INCLUDED = 4 * MAX_OUTPUT;

    private static final int MAX_UNRESOLVED = 1_000;

    private final Variables variables;
    private final IncludeSource includes;
    private final boolean strict;
    private final StringBuilder out = new StringBuilder();
    private final List<Rendering.Unresolved> unresolved = new ArrayList<>();
    private final TreeSet<String> used = new TreeSet<>();
    private final Map<TemplateSource, Parsed> parsed = new HashMap<>();
    private final Deque<TemplateSource> path = new ArrayDeque<>();
    private int included;
    private long includedSize;

    private TemplateRenderer(Variables variables, IncludeSource includes, boolean strict) {
        this.variables = variables;
        this.includes = includes;
        this.strict = strict;
    }

    private record Parsed(TemplateScanner.Scan scan, TextPosition position) {}

    /** Whether rendering leaves the text as it is, whatever the variables are: nothing in it stands for anything else. */
    public static boolean isPlain(String content) {
        return content.length() <= MAX_OUTPUT && !content.contains("${");
    }

    /**
     * Renders a text that is no stored template.
     *
     * @param strict a variable without value or default fails the rendering
     */
    public static Rendering render(String content, Variables variables, IncludeSource includes, boolean strict) {
        return render(TemplateSource.inline(content), variables, includes, strict);
    }

    /**
     * Renders a template.
     *
     * @param strict a variable without value or default fails the rendering
     */
    public static Rendering render(TemplateSource root, Variables variables, IncludeSource includes, boolean strict) {
        TemplateRenderer renderer = new TemplateRenderer(variables, includes, strict);
        Optional<Rendering.Failed> failed = renderer.run(root);
        return failed.<Rendering>map(f -> f)
                .orElseGet(() -> new Rendering.Rendered(
                        renderer.out.toString(), renderer.unresolved, List.copyOf(renderer.used)));
    }

    private Optional<Rendering.Failed> run(TemplateSource source) {
        Parsed template = parsed.computeIfAbsent(
                source, s -> new Parsed(TemplateScanner.scan(s.content()), new TextPosition(s.content())));
        path.addLast(source);
        if (!template.scan().faults().isEmpty()) {
            TemplateScanner.Fault fault = template.scan().faults().getFirst();
            return failed(fault.code(), TemplateFaults.message(fault.code()), fault.at());
        }
        List<Token> tokens = template.scan().tokens();
        int at = 0;
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            Optional<Rendering.Failed> failure = step(source, token);
            if (failure.isPresent()) {
                return failure;
            }
            at = switch (token) {
                case Token.If condition -> holds(condition) ? at + 1 : condition.otherwise();
                case Token.Else middle -> middle.after();
                case Token.Text t -> at + 1;
                case Token.Variable v -> at + 1;
                case Token.Include i -> at + 1;
                case Token.EndIf e -> at + 1;
            };
        }
        path.removeLast();
        return Optional.empty();
    }

    private Optional<Rendering.Failed> step(TemplateSource source, Token token) {
        return switch (token) {
            case Token.Text text -> put(source.content(), text.start(), text.end(), text.start());
            case Token.Variable variable -> variable(source, variable);
            case Token.Include include -> include(include);
            case Token.If condition -> Optional.empty();
            case Token.Else middle -> Optional.empty();
            case Token.EndIf close -> Optional.empty();
        };
    }

    private Optional<Rendering.Failed> put(String text, int from, int to, int at) {
        if (out.length() + (to - from) > MAX_OUTPUT) {
            return failed(Rendering.Code.OUTPUT_TOO_LARGE, "the text grows beyond " + MAX_OUTPUT + " characters", at);
        }
        out.append(text, from, to);
        return Optional.empty();
    }

    private Optional<Rendering.Failed> variable(TemplateSource source, Token.Variable token) {
        Optional<String> value = variables.value(token.namespace(), token.key());
        if (value.isPresent()) {
            used.add(token.name());
        }
        Optional<String> text = value.or(token::fallback);
        if (text.isPresent()) {
            return put(text.get(), 0, text.get().length(), token.start());
        }
        if (strict) {
            return failed(
                    Rendering.Code.UNRESOLVED_VARIABLE,
                    "${" + TemplateFaults.shown(token.name()) + "} has no value and no default",
                    token.start());
        }
        if (unresolved.size() < MAX_UNRESOLVED) {
            TextPosition position = position(source);
            unresolved.add(new Rendering.Unresolved(
                    token.name(), label(source), position.line(token.start()), position.column(token.start())));
        }
        return put(source.content(), token.start(), token.end(), token.start());
    }

    private boolean holds(Token.If condition) {
        Optional<String> value = variables.value(condition.namespace(), condition.key());
        if (value.isPresent()) {
            used.add(condition.name());
        }
        return value.filter(v -> !v.isEmpty() && !v.equals("false")).isPresent();
    }

    private Optional<Rendering.Failed> include(Token.Include token) {
        Optional<TemplateSource> found = includes.find(token.reference());
        if (found.isEmpty()) {
            return failed(
                    Rendering.Code.INCLUDE_MISSING,
                    "there is no template " + token.written() + " to include",
                    token.start());
        }
        TemplateSource target = found.get();
        if (path.stream().anyMatch(onPath -> onPath.label().equals(target.label()))) {
            return failed(
                    Rendering.Code.CIRCULAR_INCLUDE,
                    "the include leads back to a template it comes from: " + String.join(" → ", chainTo(target)),
                    token.start(),
                    chainTo(target));
        }
        // The text that was given is on the path too, so the path's length is the depth of what is included now.
        if (path.size() > MAX_INCLUDE_DEPTH) {
            return failed(
                    Rendering.Code.INCLUDE_DEPTH,
                    "more than " + MAX_INCLUDE_DEPTH + " includes within each other",
                    token.start(),
                    chainTo(target));
        }
        included++;
        includedSize += target.content().length();
        if (included > MAX_INCLUDES || includedSize > MAX_INCLUDED) {
            return failed(
                    Rendering.Code.INCLUDE_LIMIT,
                    "more than " + MAX_INCLUDES + " includes or " + MAX_INCLUDED + " characters included",
                    token.start());
        }
        return run(target);
    }

    private List<String> chain() {
        return path.stream()
                .map(TemplateSource::label)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    private List<String> chainTo(TemplateSource target) {
        List<String> chain = new ArrayList<>(chain());
        chain.add(target.label());
        return chain;
    }

    private Optional<Rendering.Failed> failed(Rendering.Code code, String message, int at) {
        return failed(code, message, at, chain());
    }

    private Optional<Rendering.Failed> failed(Rendering.Code code, String message, int at, List<String> chain) {
        TemplateSource source = path.getLast();
        TextPosition position = position(source);
        return Optional.of(
                new Rendering.Failed(code, message, label(source), position.line(at), position.column(at), chain));
    }

    private TextPosition position(TemplateSource source) {
        Parsed known = parsed.get(source);
        return known == null ? new TextPosition(source.content()) : known.position();
    }

    private static Optional<String> label(TemplateSource source) {
        return source.name().isEmpty() ? Optional.empty() : Optional.of(source.label());
    }
}
