package io.pureboot.engine.template;

import io.pureboot.protocol.Problem;
import java.util.Optional;

/**
 * Something that is wrong in a template.
 *
 * @param code stable, in kebab-case: a {@link Rendering.Code}, or one of {@code unknown-namespace}, {@code unknown-variable}, {@code
 *     nested-default}
 * @param suggestion what was meant, probably: {@code node.hostname}
 */
public record TemplateFault(String code, String message, Optional<String> suggestion, Place place) {
    /** Whether the template cannot be rendered at all because of it, whatever its variables and includes are. */
    public boolean keepsFromRendering() {
        return Rendering.Code.parse(code).filter(Rendering.Code::ofSyntax).isPresent();
    }

    /** As problem documents list it. */
    public Problem.Fault problem() {
        String where = place.template().map(t -> " in " + t).orElse("");
        String meant = suggestion.map(s -> "; did you mean " + s + "?").orElse("");
        return Problem.Fault.at("/content", code, message + where + meant).where(place.line(), place.column());
    }
}
