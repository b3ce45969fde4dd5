package io.pureboot.engine.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the renderer finds what a template includes. */
@FunctionalInterface
public interface IncludeSource {
    /** A source without templates. */
    IncludeSource NONE = reference -> Optional.empty();

    Optional<TemplateSource> find(TemplateReference reference);

    /** A source of fixed templates, by reference as written; a reference that cannot be read is left out. */
    static IncludeSource of(Map<String, TemplateSource> templates) {
        Map<TemplateReference, TemplateSource> known = new HashMap<>();
        templates.forEach((written, source) ->
                TemplateReference.parse(written).ifPresent(reference -> known.put(reference, source)));
        return reference -> Optional.ofNullable(known.get(reference));
    }
}
