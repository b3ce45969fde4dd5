package io.pureboot.engine.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangeTest {
    private static List<String> between(String before, String after) throws JsonProcessingException {
        return FieldChange.between(object(before), object(after)).stream()
                .map(change -> change.field() + " "
                        + change.from().map(JsonNode::toString).orElse("-") + " → "
                        + change.to().map(JsonNode::toString).orElse("-"))
                .toList();
    }

    private static ObjectNode object(String json) throws JsonProcessingException {
        return (ObjectNode) Json.mapper().readTree(json.replace('\'', '"'));
    }

    @Test
    void equalDefinitionsDifferInNothing() throws JsonProcessingException {
        assertThat(between("{'a': 1, 'steps': [{'id': 'x'}]}", "{'steps': [{'id': 'x'}], 'a': 1}"))
                .isEmpty();
    }

    @Test
    void fieldsAreNamedWithTheirObjectsAndStepsWithTheirIds() throws JsonProcessingException {
        assertThat(between("""
                        {'description': '', 'boot_loop': {'boots': 3}, 'on_cancel': ['x'], 'timeout_seconds': 5,
                         'steps': [{'id': 'x', 'config': {'script': 'a', 'initrd': ['i']}}, {'id': 'y', 'name': 'y'}]}""", """
                        {'description': 'd', 'boot_loop': {'boots': 4}, 'on_cancel': ['x', 'z'],
                         'steps': [{'id': 'z', 'name': 'z'}, {'id': 'x', 'config': {'script': 'b', 'initrd': ['j']}}]}"""))
                .containsExactly(
                        "boot_loop.boots 3 → 4",
                        "description \"\" → \"d\"",
                        "on_cancel [\"x\"] → [\"x\",\"z\"]",
                        "steps[x].config.initrd [\"i\"] → [\"j\"]",
                        "steps[x].config.script \"a\" → \"b\"",
                        "steps[y] {\"id\":\"y\",\"name\":\"y\"} → -",
                        "steps[z] - → {\"id\":\"z\",\"name\":\"z\"}",
                        "timeout_seconds 5 → -");
    }
}
