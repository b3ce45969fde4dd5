package io.pureboot.engine.template;

import java.util.List;
import java.util.Optional;

/** A text in document 000's language, read once and for all; safe from any thread. */
final class PurebootText {
    private final String content;
    private final TemplateScanner.Scan scan;
    private final List<Token> tokens;
    /** Made when a place is first asked for; two threads may both make it, and make the same. */
    private volatile Optional<TextPosition> position = Optional.empty();

    private PurebootText(String content) {
        this.content = content;
        this.scan = TemplateScanner.scan(content);
        this.tokens = List.copyOf(scan.tokens());
    }

    static PurebootText read(String content) {
        return new PurebootText(content);
    }

    String content() {
        return content;
    }

    List<Token> tokens() {
        return tokens;
    }

    /** What is wrong with its brackets; then it is not to be rendered. */
    List<TemplateScanner.Fault> faults() {
        return scan.faults();
    }

    Place place(TemplateSource source, int offset) {
        TextPosition known = position.orElseGet(() -> new TextPosition(content));
        position = Optional.of(known);
        return new Place(source.place(), known.line(offset), known.column(offset));
    }
}
