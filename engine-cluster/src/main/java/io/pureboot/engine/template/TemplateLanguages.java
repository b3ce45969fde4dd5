package io.pureboot.engine.template;

import io.pureboot.engine.template.handlebars.HandlebarsMentions;
import io.pureboot.engine.template.handlebars.HandlebarsText;
import io.pureboot.engine.template.handlebars.Writing;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Both languages of templates behind one door: renders, and says what can be said without rendering. One of it serves an engine: it keeps
 * what it has read, by content, so that an immutable version is read once. Safe from any thread.
 */
public final class TemplateLanguages {
    /** UTF-16 units of the texts of each language that are kept read. */
    private static final long TEXTS_KEPT = 8L * 1024 * 1024;

    private final LongSupplier nanos;
    private final RecentTexts<PurebootText> pureboot = new RecentTexts<>(TEXTS_KEPT);
    private final RecentTexts<HandlebarsText> handlebars = new RecentTexts<>(TEXTS_KEPT);

    /** @param nanos a monotonic clock, such as {@code System::nanoTime}, for the limit of time */
    public TemplateLanguages(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Renders a template.
     *
     * @param strict a variable without value or default fails the rendering
     */
    public Rendering render(TemplateSource root, Variables variables, IncludeSource includes, boolean strict) {
        return new RenderRun(this, variables, includes, strict, new RenderBudget(nanos)).of(root);
    }

    /** What can be said of a template, and of all that it includes, without knowing any value. */
    public Analysis analyse(TemplateSource root, IncludeSource includes) {
        return new TemplateAnalyst(this, includes).of(root);
    }

    /** Writes a template into a rendering that is under way. */
    Optional<Rendering.Failed> write(TemplateSource source, RenderRun run) {
        return switch (source.format()) {
            // The place of a file has nothing in it to be rendered.
            case PUREBOOT, FILE -> TemplateRenderer.write(source, read(source.content()), run);
            case HANDLEBARS -> Writing.write(source, handlebars(source.content()), run);
        };
    }

    /** What one template mentions, without what it includes. */
    Mentions mentions(TemplateSource source) {
        return switch (source.format()) {
            case PUREBOOT, FILE -> PurebootMentions.of(source, read(source.content()));
            case HANDLEBARS -> HandlebarsMentions.of(source, handlebars(source.content()));
        };
    }

    HandlebarsText handlebars(String content) {
        return handlebars.of(content, HandlebarsText::read);
    }

    private PurebootText read(String content) {
        return pureboot.of(content, PurebootText::read);
    }
}
