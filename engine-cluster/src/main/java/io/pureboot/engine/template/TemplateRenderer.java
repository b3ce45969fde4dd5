package io.pureboot.engine.template;

import java.util.List;
import java.util.Optional;

/**
 * Renders document 000's syntax: {@code ${namespace.key}}, {@code ${namespace.key|default}}, {@code ${include:name:v2.1}},
 * {@code ${if:namespace.key}…${else}…${endif}}. Values and defaults are put in as they are and never read as templates again. A
 * condition holds when its variable has a value that is neither empty nor {@code false}. {@code $${node.mac}} is the text {@code
 * ${node.mac}}. Every other {@code ${…}} passes through.
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

    private final TemplateSource source;
    private final PurebootText text;
    private final RenderRun run;

    private TemplateRenderer(TemplateSource source, PurebootText text, RenderRun run) {
        this.source = source;
        this.text = text;
        this.run = run;
    }

    /** Whether rendering leaves the text as it is, whatever the variables are: nothing in it stands for anything else. */
    public static boolean isPlain(String content) {
        return content.length() <= MAX_OUTPUT && !content.contains("${");
    }

    /** As {@link #render(TemplateSource, Variables, IncludeSource, boolean)}, for a text that is no stored template. */
    public static Rendering render(String content, Variables variables, IncludeSource includes, boolean strict) {
        return render(TemplateSource.inline(content), variables, includes, strict);
    }

    /** Renders once: without a limit of time, and keeping nothing. Whoever renders often holds {@link TemplateLanguages}. */
    public static Rendering render(TemplateSource root, Variables variables, IncludeSource includes, boolean strict) {
        return new TemplateLanguages(() -> 0).render(root, variables, includes, strict);
    }

    /** Writes a template into a rendering that is under way. */
    static Optional<Rendering.Failed> write(TemplateSource source, PurebootText text, RenderRun run) {
        return new TemplateRenderer(source, text, run).write();
    }

    private Optional<Rendering.Failed> write() {
        if (!text.faults().isEmpty()) {
            TemplateScanner.Fault fault = text.faults().getFirst();
            return Optional.of(run.failed(fault.code(), TemplateFaults.message(fault.code()), place(fault.at())));
        }
        List<Token> tokens = text.tokens();
        int at = 0;
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            Optional<Rendering.Failed> failure = step(token);
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
        return Optional.empty();
    }

    private Optional<Rendering.Failed> step(Token token) {
        return switch (token) {
            case Token.Text plain -> put(text.content(), plain.start(), plain.end(), plain);
            case Token.Variable variable -> variable(variable);
            case Token.Include include -> run.include(include.reference(), place(include.start()));
            case Token.If condition -> Optional.empty();
            case Token.Else middle -> Optional.empty();
            case Token.EndIf close -> Optional.empty();
        };
    }

    private Optional<Rendering.Failed> put(String from, int start, int end, Token token) {
        return run.put(from, start, end) ? Optional.empty() : Optional.of(run.tooLarge(place(token.start())));
    }

    private Optional<Rendering.Failed> variable(Token.Variable token) {
        Optional<String> put = value(token.name(), token.start()).or(token::fallback);
        if (put.isPresent()) {
            return put(put.get(), 0, put.get().length(), token);
        }
        Token.Name name = token.name();
        if (run.strict()) {
            return Optional.of(run.failed(
                    Rendering.Code.UNRESOLVED_VARIABLE,
                    "${" + TemplateFaults.shown(name.written()) + "} has no value and no default",
                    place(token.start())));
        }
        run.unresolved(name.written(), place(token.start()));
        return put(text.content(), token.start(), token.end(), token);
    }

    private boolean holds(Token.If condition) {
        return value(condition.name(), condition.start())
                .filter(v -> !v.isEmpty() && !v.equals("false"))
                .isPresent();
    }

    private Optional<String> value(Token.Name name, int at) {
        if (name.known().isEmpty()) {
            run.unknown(name.namespace(), name.key(), place(at));
            return Optional.empty();
        }
        Optional<String> value = run.variables().value(name.known().get(), name.key());
        if (value.isPresent()) {
            run.used(name.written());
        }
        return value;
    }

    private Place place(int offset) {
        return text.place(source, offset);
    }
}
