package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.TemplateReference;
import java.util.Optional;

/** How a template in Handlebars writes which one it includes: {@code base-packages}, {@code base-packages@2}, {@code base-packages@v2.1}. */
final class IncludeName {
    private IncludeName() {}

    /** What a partial's tag names. */
    static Optional<TemplateReference> reference(Tag partial) {
        return TemplateReference.parse(written(partial).replace('@', ':'));
    }

    /** As handlebars.java names it: without the brackets that a name with spaces needs. */
    static String written(Tag partial) {
        String text = partial.words().getFirst().text();
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }
}
