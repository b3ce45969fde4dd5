package io.pureboot.engine.workflow.dialect;

import io.pureboot.protocol.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;

/** Where in the text the values of a tree stand, by their JSON pointers; empty for a tree that came as JSON. Columns count characters. */
final class Places {
    /** A place in a text, line and column from 1. */
    record Place(int line, int column) {
        static Place of(Mark mark) {
            return new Place(mark.getLine() + 1, mark.getColumn() + 1);
        }
    }

    /** @param from the offset of its first character, counted in characters; {@code to} after its last one */
    private record Span(Place place, int from, int to) {}

    private final String text;
    private final Map<String, Span> values = new HashMap<>();
    private final Map<String, Place> keys = new HashMap<>();

    /** Of a tree that no text was read for. */
    Places() {
        this("");
    }

    Places(String text) {
        this.text = text;
    }

    void value(String pointer, Mark start, Mark end) {
        values.put(pointer, new Span(Place.of(start), start.getIndex(), end.getIndex()));
    }

    void key(String pointer, Mark mark) {
        keys.put(pointer, Place.of(mark));
    }

    /** The fault with its place: an unknown field's key, else the value, else the nearest thing around it. */
    Problem.Fault located(Problem.Fault fault) {
        Optional<Place> key = fault.code().equals("unknown_field")
                ? Optional.ofNullable(keys.get(fault.path()))
                : Optional.ofNullable(values.get(fault.path())).map(Span::place);
        return key.or(() -> around(fault.path()))
                .map(place -> fault.where(place.line(), place.column()))
                .orElse(fault);
    }

    /**
     * The fault with its place within the text at its path.
     *
     * @param written what stands there
     * @param before how often the same stands before it in that text
     */
    Problem.Fault located(Problem.Fault fault, String written, int before) {
        return Optional.ofNullable(values.get(fault.path()))
                .flatMap(span -> within(span, written, before))
                .map(place -> fault.where(place.line(), place.column()))
                .orElseGet(() -> located(fault));
    }

    /** However the text is quoted or folded, words without spaces stand in it as they are. */
    private Optional<Place> within(Span span, String written, int before) {
        int from = text.offsetByCodePoints(0, span.from());
        int to = text.offsetByCodePoints(from, span.to() - span.from());
        int at = text.indexOf(written, from);
        for (int i = 0; i < before && at >= 0; i++) {
            at = text.indexOf(written, at + 1);
        }
        if (at < 0 || at + written.length() > to) {
            return Optional.empty();
        }
        String above = text.substring(from, at);
        int lastBreak = Math.max(above.lastIndexOf('\n'), above.lastIndexOf('\r'));
        int lines = (int) above.lines().count() - (above.isEmpty() || lastBreak == above.length() - 1 ? 0 : 1);
        int characters = above.codePointCount(lastBreak + 1, above.length());
        int column = lines == 0 ? span.place().column() + characters : characters + 1;
        return Optional.of(new Place(span.place().line() + lines, column));
    }

    private Optional<Place> around(String pointer) {
        String path = pointer;
        while (!values.containsKey(path) && !path.isEmpty()) {
            path = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
        }
        return Optional.ofNullable(values.get(path)).map(Span::place);
    }
}
