package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.TypeSafeTemplate;
import io.pureboot.engine.template.TemplateReference;
import java.io.Writer;
import java.util.List;

/** What stands for an included template in the library's hands: found only when it is written, by the rules that both languages share. */
final class IncludedTemplate implements Template {
    private final Writing writing;
    private final TemplateReference reference;

    IncludedTemplate(Writing writing, TemplateReference reference) {
        this.writing = writing;
        this.reference = reference;
    }

    @Override
    public void apply(Context context, Writer writer) {
        writing.include(reference, context);
    }

    @Override
    public void apply(Object context, Writer writer) {
        throw onlyInPlace();
    }

    @Override
    public String apply(Object context) {
        throw onlyInPlace();
    }

    @Override
    public String apply(Context context) {
        throw onlyInPlace();
    }

    @Override
    public String text() {
        return "{{> " + reference + "}}";
    }

    @Override
    public String toJavaScript() {
        throw onlyInPlace();
    }

    @Override
    public <T, S extends TypeSafeTemplate<T>> S as(Class<S> type) {
        throw onlyInPlace();
    }

    @Override
    public <T> TypeSafeTemplate<T> as() {
        throw onlyInPlace();
    }

    @Override
    public List<String> collect(TagType... types) {
        return List.of();
    }

    @Override
    public List<String> collectReferenceParameters() {
        return List.of();
    }

    @Override
    public String filename() {
        return reference.toString();
    }

    @Override
    public int[] position() {
        return new int[] {1, 0};
    }

    private static UnsupportedOperationException onlyInPlace() {
        return new UnsupportedOperationException("an included template is written where it is included");
    }
}
