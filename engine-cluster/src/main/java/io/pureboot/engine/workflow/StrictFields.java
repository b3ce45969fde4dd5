package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The fields of one object that came from outside, read strictly: each reading method notes a fault for a value of the wrong kind
 * and gives empty, as it does for an absent or null one; {@link #faults} adds one for every field that no reading method has asked
 * for. Paths are JSON pointers relative to the object. Codes: {@code unknown_field, missing_field, wrong_type, out_of_range,
 * unknown_value, mutually_exclusive}, and those of {@link #note}.
 */
public final class StrictFields {
    private final ObjectNode object;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> shownOnly = new LinkedHashSet<>();
    private final List<Problem.Fault> faults = new ArrayList<>();

    public StrictFields(ObjectNode object) {
        this.object = object;
    }

    /** A text that is not blank. */
    public Optional<String> text(String field) {
        return value(field).flatMap(value -> textOf(field, value));
    }

    /** A text that may be blank. */
    public Optional<String> anyText(String field) {
        return value(field).flatMap(value -> {
            if (!value.isTextual()) {
                note(field, "wrong_type", "must be a text");
            }
            return Optional.ofNullable(value.textValue());
        });
    }

    /** One of {@code allowed}. */
    public Optional<String> choice(String field, List<String> allowed) {
        return text(field).filter(choice -> {
            if (!allowed.contains(choice)) {
                note(
                        field,
                        "unknown_value",
                        "must be one of " + String.join(", ", allowed) + Nearest.hint(choice, allowed));
            }
            return allowed.contains(choice);
        });
    }

    public Optional<Boolean> flag(String field) {
        return value(field).flatMap(value -> {
            if (!value.isBoolean()) {
                note(field, "wrong_type", "must be true or false");
                return Optional.empty();
            }
            return Optional.of(value.booleanValue());
        });
    }

    /** A whole number, {@code least} to {@code most}. */
    public Optional<Integer> whole(String field, int least, int most) {
        return value(field).flatMap(value -> number(field, value, least, most)).map(Long::intValue);
    }

    /** A whole number of seconds, {@code least} to {@link Seconds#MAX}. */
    public Optional<Seconds> seconds(String field, long least) {
        return value(field)
                .flatMap(value -> number(field, value, least, Seconds.MAX))
                .map(Seconds::new);
    }

    /** A number, 0 to 1. */
    public Optional<Double> share(String field) {
        return value(field).flatMap(value -> {
            if (!value.isNumber()) {
                note(field, "wrong_type", "must be a number");
                return Optional.empty();
            }
            if (!(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
                note(field, "out_of_range", "must be 0 to 1");
                return Optional.empty();
            }
            return Optional.of(value.doubleValue());
        });
    }

    /** A text, or a list of texts; none when the field is absent. */
    public List<String> texts(String field) {
        Optional<JsonNode> value = value(field);
        return value.filter(JsonNode::isTextual).isPresent()
                ? text(field).stream().toList()
                : entries(field, "must be a text or a list of texts", this::textOf);
    }

    /** A list of whole numbers, each {@code least} to {@code most}; none when the field is absent. */
    public List<Integer> wholes(String field, int least, int most) {
        return entries(
                field,
                "must be a list of whole numbers",
                (path, entry) -> number(path, entry, least, most).map(Long::intValue));
    }

    /** A list of objects; an entry that is none is noted and stands as an empty object, so that places stay. */
    public List<ObjectNode> objects(String field) {
        return entries(field, "must be a list", (path, entry) -> {
            if (entry instanceof ObjectNode node) {
                return Optional.of(node);
            }
            note(path, "wrong_type", "must be an object");
            return Optional.of(object.objectNode());
        });
    }

    public Optional<ObjectNode> object(String field) {
        return value(field).flatMap(value -> {
            if (value instanceof ObjectNode node) {
                return Optional.of(node);
            }
            note(field, "wrong_type", "must be an object");
            return Optional.empty();
        });
    }

    /** Fields that the engine writes into what it shows, and whose values it takes from nobody: they may stand there. */
    public void shownOnly(List<String> fields) {
        shownOnly.addAll(fields);
    }

    /** Notes a fault unless {@code field} is there. */
    public void required(String field) {
        if (!has(field)) {
            note(field, "missing_field", "is required");
        }
    }

    /** Notes a fault unless exactly one of {@code fields} is there. */
    public void exactlyOne(List<String> fields) {
        if (fields.stream().noneMatch(this::has)) {
            faults.add(Problem.Fault.at("", "missing_field", "needs one of " + String.join(", ", fields)));
        }
        atMostOne(fields);
    }

    /** Notes a fault at the second and any further one of {@code fields}. */
    public void atMostOne(List<String> fields) {
        List<String> there = fields.stream().filter(this::has).toList();
        there.stream()
                .skip(1)
                .forEach(field -> note(field, "mutually_exclusive", "does not go together with " + there.getFirst()));
    }

    /** Notes a fault when {@code field} is there without {@code other}. */
    public void onlyWith(String field, String other) {
        if (has(field) && !has(other)) {
            note(field, "missing_field", "has no meaning without " + other);
        }
    }

    /** Notes a fault of the caller's own at {@code field}. */
    public void note(String field, String code, String message) {
        faults.add(Problem.Fault.at("/" + field, code, message));
    }

    public boolean has(String field) {
        return object.hasNonNull(field);
    }

    /** All faults noted so far, and one for each field that nobody has asked for. */
    public List<Problem.Fault> faults() {
        List<Problem.Fault> all = new ArrayList<>(faults);
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field) && !shownOnly.contains(field)) {
                all.add(Problem.Fault.at(
                        "/" + segment(field),
                        "unknown_field",
                        "is not known here; known are " + String.join(", ", known) + Nearest.hint(field, known)));
            }
        });
        return List.copyOf(all);
    }

    /** {@code field} as a segment of a JSON pointer (RFC 6901). */
    public static String segment(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return Optional.ofNullable(object.get(field)).filter(value -> !value.isNull());
    }

    private Optional<String> textOf(String path, JsonNode value) {
        if (value.isTextual() && !value.textValue().isBlank()) {
            return Optional.of(value.textValue());
        }
        note(path, "wrong_type", "must be a text that is not blank");
        return Optional.empty();
    }

    private Optional<Long> number(String path, JsonNode value, long least, long most) {
        if (!value.isIntegralNumber()) {
            note(path, "wrong_type", "must be a whole number");
        } else if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            note(path, "out_of_range", "must be " + least + " to " + most);
        } else {
            return Optional.of(value.longValue());
        }
        return Optional.empty();
    }

    private <T> List<T> entries(String field, String otherwise, BiFunction<String, JsonNode, Optional<T>> read) {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.get().isArray()) {
            note(field, "wrong_type", otherwise);
            return List.of();
        }
        List<T> entries = new ArrayList<>();
        for (int i = 0; i < value.get().size(); i++) {
            read.apply(field + "/" + i, value.get().get(i)).ifPresent(entries::add);
        }
        return List.copyOf(entries);
    }
}
