package io.pureboot.engine.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the fields of one JSON object and gathers everything that is wrong with them, so that one answer names all of it. A field
 * that is {@code null} counts as absent.
 */
public final class Fields {
    private final ObjectNode object;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();

    public Fields(ObjectNode object) {
        this.object = object;
    }

    /** Whether the object has the field, be it {@code null}. */
    public boolean has(String name) {
        return object.has(name);
    }

    /** A text of at most {@code longest} characters. */
    public Optional<String> text(String name, int longest) {
        return node(name).flatMap(node -> {
            if (!node.isTextual()) {
                return fault(name, "wrong_type", "must be a text");
            }
            if (node.textValue().length() > longest) {
                return fault(name, "too_long", "must have " + longest + " characters or fewer");
            }
            return node.textValue().indexOf('\0') >= 0
                    ? fault(name, "control_character", "must not hold the character NUL")
                    : Optional.of(node.textValue());
        });
    }

    /** A text that must be there and not be blank; a stand-in when it is not, as the fault is noted. */
    public String requiredText(String name, int longest) {
        Optional<String> text = text(name, longest);
        if (text.isEmpty() && node(name).isEmpty()) {
            fault(name, "missing", "must be given");
        }
        if (text.isPresent() && text.get().isBlank()) {
            fault(name, "blank", "must not be blank");
        }
        return text.orElse("");
    }

    /** A text that spells something. */
    public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String code, String expected) {
        return text(name, 4096).flatMap(text -> {
            Optional<T> value = parse.apply(text);
            return value.isPresent() ? value : fault(name, code, "'" + Ids.shown(text) + "' is not " + expected);
        });
    }

    /** The same, of a field that must be there; call it in the supplier of {@link #read} only after {@link #demand}. */
    public void demand(String name) {
        if (node(name).isEmpty()) {
            fault(name, "missing", "must be given");
        }
    }

    public Optional<Integer> integer(String name, int least, int most) {
        return node(name).flatMap(node -> {
            if (!node.isIntegralNumber()) {
                return fault(name, "wrong_type", "must be a whole number");
            }
            return node.canConvertToInt() && node.intValue() >= least && node.intValue() <= most
                    ? Optional.of(node.intValue())
                    : fault(name, "out_of_range", "must lie between " + least + " and " + most);
        });
    }

    public Optional<Boolean> flag(String name) {
        return node(name)
                .flatMap(node -> node.isBoolean()
                        ? Optional.of(node.booleanValue())
                        : fault(name, "wrong_type", "must be true or false"));
    }

    public Optional<ObjectNode> object(String name) {
        return any(name)
                .flatMap(node -> node instanceof ObjectNode below
                        ? Optional.of(below)
                        : fault(name, "wrong_type", "must be an object"));
    }

    public Optional<JsonNode> any(String name) {
        return node(name)
                .flatMap(node -> holdsNul(node)
                        ? fault(name, "control_character", "must not hold the character NUL")
                        : Optional.of(node));
    }

    /** Notes a fault of the object's own. */
    public <T> Optional<T> fault(String name, String code, String message) {
        faults.add(Fault.at("/" + name, code, message));
        return Optional.empty();
    }

    /** The value, when nothing was wrong and the object has no field that was not asked for. */
    public <T> Read<T> read(Supplier<T> value) {
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                fault(Ids.shown(name), "unknown_field", "is not a field of this body");
            }
        });
        return lenient(value);
    }

    /** The same, but fields that nobody asked for are ignored: newer agents may say more than this engine knows. */
    public <T> Read<T> lenient(Supplier<T> value) {
        if (faults.isEmpty()) {
            return Read.fine(value.get());
        }
        String all = String.join(
                "; ", faults.stream().map(f -> f.path() + " " + f.message()).toList());
        return Read.refused(Problems.of("invalid-body", all).errors(faults));
    }

    private Optional<JsonNode> node(String name) {
        asked.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    /** PostgreSQL's texts cannot hold it. */
    private static boolean holdsNul(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().indexOf('\0') >= 0;
        }
        for (JsonNode below : node) {
            if (holdsNul(below)) {
                return true;
            }
        }
        return node instanceof ObjectNode object
                && object.properties().stream().anyMatch(field -> field.getKey().indexOf('\0') >= 0);
    }
}
