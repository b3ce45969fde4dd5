package io.pureboot.engine.dispatch;

import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.workflow.PinnedTemplate;
import java.util.List;
import java.util.Optional;

/** Renders the texts of one execution's step; everything that it needs is in memory. */
record TextPress(
        TemplateLanguages languages, Variables variables, IncludeSource includes, List<PinnedTemplate> pinned) {
    private static final String SECRET = "secret.";

    /** A text that is there, or why there is none. */
    sealed interface Printed {
        record Text(String text) implements Printed {}

        record Failed(String message) implements Printed {}
    }

    /** A text that stands in the step's own config. */
    Printed text(String inline) {
        return printed(languages.render(TemplateSource.inline(inline), variables, includes, false));
    }

    /** The pinned version of a template that the step names. */
    Printed template(String reference) {
        Optional<TemplateSource> source = TemplateReference.parse(reference).flatMap(includes::find);
        if (source.filter(found -> found.format() == TemplateFormat.FILE).isPresent()) {
            return new Printed.Failed("template-is-file: " + reference
                    + " is a file; a step's template is a text, which may include the file to name its place");
        }
        return source.map(found -> printed(languages.render(found, of(found), includes, false)))
                .orElseGet(() -> new Printed.Failed("the pinned template " + reference + " cannot be read"));
    }

    private Variables of(TemplateSource source) {
        return pinned.stream()
                .filter(pin -> pin.name().equals(source.name()) && pin.version().equals(source.version()))
                .findFirst()
                .flatMap(pin -> VersionNumber.parse(pin.version())
                        .map(version -> variables.with(new Variables.Template(pin.id(), pin.name(), version))))
                .orElse(variables);
    }

    /** Other variables without a value stay as they are written; a machine that gets no password must not go on without. */
    private static Printed missing(Rendering.Unresolved secret) {
        return new Printed.Failed(
                "secret-missing: there is no secret '" + secret.variable().substring(SECRET.length()) + "'"
                        + place(secret.template(), secret.line(), secret.column()));
    }

    private static String place(Optional<String> template, int line, int column) {
        return template.map(t -> " in " + t).orElse("") + ", line " + line + ", column " + column;
    }

    private static Printed printed(Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered done ->
                done.unresolved().stream()
                        .filter(each -> each.variable().startsWith(SECRET))
                        .findFirst()
                        .map(TextPress::missing)
                        .orElseGet(() -> new Printed.Text(done.text()));
            case Rendering.Failed failed ->
                new Printed.Failed(failed.code().wire() + ": " + failed.message()
                        + place(failed.template(), failed.line(), failed.column()));
        };
    }
}
