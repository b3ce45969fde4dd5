package io.pureboot.engine.workflow.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One field in which two definitions differ.
 *
 * @param field where: {@code description}, {@code boot_loop.boots}, {@code steps[install].config.script}; steps by their ids, so that one
 *     more step is one change
 * @param from absent when it is new
 * @param to absent when it is gone
 */
public record FieldChange(String field, Optional<JsonNode> from, Optional<JsonNode> to) {
    /** All of them, between definitions as the API shows them. */
    public static List<FieldChange> between(ObjectNode before, ObjectNode after) {
        List<FieldChange> changes = new ArrayList<>();
        compare("", Optional.of(before), Optional.of(after), changes);
        return List.copyOf(changes);
    }

    private static void compare(
            String field, Optional<JsonNode> before, Optional<JsonNode> after, List<FieldChange> changes) {
        if (before.equals(after)) {
            return;
        }
        Map<String, JsonNode> old = before.map(node -> parts(field, node)).orElse(Map.of());
        Map<String, JsonNode> now = after.map(node -> parts(field, node)).orElse(Map.of());
        boolean bothHaveParts = before.isPresent()
                && after.isPresent()
                && hasParts(field, before.get())
                && hasParts(field, after.get());
        if (!bothHaveParts) {
            changes.add(new FieldChange(field, before, after));
            return;
        }
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            compare(name, Optional.ofNullable(old.get(name)), Optional.ofNullable(now.get(name)), changes);
        }
    }

    /** Lists change as a whole, but for the steps. */
    private static boolean hasParts(String field, JsonNode node) {
        return node.isObject() || (field.equals("steps") && node.isArray());
    }

    private static Map<String, JsonNode> parts(String field, JsonNode node) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        if (node instanceof ObjectNode object) {
            String before = field.isEmpty() ? "" : field + ".";
            object.properties().forEach(each -> parts.put(before + each.getKey(), each.getValue()));
        } else if (node instanceof ArrayNode steps) {
            steps.forEach(step -> parts.put(field + "[" + step.path("id").asText() + "]", step));
        }
        return parts;
    }
}
