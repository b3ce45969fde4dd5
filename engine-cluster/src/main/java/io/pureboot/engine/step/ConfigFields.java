package io.pureboot.engine.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one step's config, read strictly: each reading method notes a fault for a value of the wrong kind and gives empty;
 * {@link #faults} adds those for fields that no reading method has asked for. Codes: {@code unknown_field, missing_field, wrong_type,
 * out_of_range, unknown_value, mutually_exclusive}.
 */
public final class ConfigFields {
    private final ObjectNode config;
    private final Set<String> known = new java.util.LinkedHashSet<>();
    private final List<Problem.Fault> faults = new ArrayList<>();

    public ConfigFields(ObjectNode config) {
        this.config = config;
    }

    /** A text that is not blank. */
    public Optional<String> text(String field) {
        return value(field).flatMap(value -> {
            if (value.isTextual() && !value.textValue().isBlank()) {
                return Optional.of(value.textValue());
            }
            fault(field, "wrong_type", "must be a text that is not blank");
            return Optional.empty();
        });
    }

    /** One of {@code allowed}. */
    public Optional<String> choice(String field, List<String> allowed) {
        return text(field).filter(choice -> {
            if (!allowed.contains(choice)) {
                fault(field, "unknown_value", "must be one of " + String.join(", ", allowed));
            }
            return allowed.contains(choice);
        });
    }

    /** A whole number of seconds, {@code least} to {@link Seconds#MAX}. */
    public Optional<Seconds> seconds(String field, long least) {
        return value(field).flatMap(value -> {
            if (!value.isIntegralNumber()) {
                fault(field, "wrong_type", "must be a whole number of seconds");
            } else if (!value.canConvertToLong() || value.longValue() < least || !Seconds.allowed(value.longValue())) {
                fault(field, "out_of_range", "must be " + least + " to " + Seconds.MAX + " seconds");
            } else {
                return Optional.of(new Seconds(value.longValue()));
            }
            return Optional.empty();
        });
    }

    /** A text, or a list of texts; empty when the field is absent. */
    public List<String> texts(String field) {
        Optional<JsonNode> list = value(field).filter(JsonNode::isArray);
        if (list.isEmpty()) {
            return text(field).stream().toList();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.get().size(); i++) {
            JsonNode entry = list.get().get(i);
            if (entry.isTextual() && !entry.textValue().isBlank()) {
                texts.add(entry.textValue());
            } else {
                fault(field + "/" + i, "wrong_type", "must be a text that is not blank");
            }
        }
        return List.copyOf(texts);
    }

    /** Notes a fault unless {@code field} is there. */
    public void required(String field) {
        if (!has(field)) {
            fault(field, "missing_field", "is required");
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
                .forEach(field -> fault(field, "mutually_exclusive", "does not go together with " + there.getFirst()));
    }

    /** Notes a fault when {@code field} is there without {@code other}. */
    public void onlyWith(String field, String other) {
        if (has(field) && !has(other)) {
            fault(field, "missing_field", "has no meaning without " + other);
        }
    }

    /** All faults noted so far, and one for each field that nobody has asked for. */
    public List<Problem.Fault> faults() {
        List<Problem.Fault> all = new ArrayList<>(faults);
        config.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                all.add(Problem.Fault.at(
                        "/" + pointerSegment(field),
                        "unknown_field",
                        "is no field of this step type; it knows " + String.join(", ", known)));
            }
        });
        return List.copyOf(all);
    }

    private boolean has(String field) {
        return config.hasNonNull(field);
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return Optional.ofNullable(config.get(field)).filter(value -> !value.isNull());
    }

    private void fault(String field, String code, String message) {
        faults.add(Problem.Fault.at("/" + field, code, message));
    }

    private static String pointerSegment(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }
}
