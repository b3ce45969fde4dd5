package io.pureboot.engine.workflow.dialect;

import io.pureboot.protocol.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;

/** Where in the text the values of a tree stand, by their JSON pointers; empty for a tree that came as JSON. */
final class Places {
    /** A place in a text, line and column from 1. */
    record Place(int line, int column) {
        static Place of(Mark mark) {
            return new Place(mark.getLine() + 1, mark.getColumn() + 1);
        }
    }

    private final Map<String, Place> values = new HashMap<>();
    private final Map<String, Place> keys = new HashMap<>();

    void value(String pointer, Mark mark) {
        values.put(pointer, Place.of(mark));
    }

    void key(String pointer, Mark mark) {
        keys.put(pointer, Place.of(mark));
    }

    /** The fault with its place: an unknown field's key, else the value, else the nearest thing around it. */
    Problem.Fault located(Problem.Fault fault) {
        Map<String, Place> first = fault.code().equals("unknown_field") ? keys : values;
        return Optional.ofNullable(first.get(fault.path()))
                .or(() -> around(fault.path()))
                .map(place -> fault.where(place.line(), place.column()))
                .orElse(fault);
    }

    private Optional<Place> around(String pointer) {
        String path = pointer;
        while (!values.containsKey(path) && !path.isEmpty()) {
            path = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
        }
        return Optional.ofNullable(values.get(path));
    }
}
