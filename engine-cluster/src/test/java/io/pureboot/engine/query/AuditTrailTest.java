package io.pureboot.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the audit shows of events, and what it never does. */
class AuditTrailTest {
    @Test
    void ofEachFieldOfEachEventItIsDecidedWhetherItIsShown() {
        Set<String> undecided = new TreeSet<>();
        for (Class<?> event : ExecutionEvent.class.getPermittedSubclasses()) {
            Arrays.stream(event.getRecordComponents())
                    .map(component ->
                            component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT))
                    .filter(field -> !AuditTrail.SHOWN.contains(field) && !AuditTrail.KEPT.contains(field))
                    .forEach(undecided::add);
        }
        assertThat(undecided)
                .as("put each into AuditTrail.SHOWN, or into KEPT when it is large or may hold a secret")
                .isEmpty();
        assertThat(AuditTrail.SHOWN).doesNotContainAnyElementsOf(AuditTrail.KEPT);
    }

    @Test
    void neitherThePinnedGraphNorParametersNorOutputAreShown() throws IOException {
        ObjectNode created = AuditTrail.details(golden("execution-created-1"));
        assertThat(created.path("workflow_name").asText()).isEqualTo("Ubuntu server");
        assertThat(created.path("workflow_revision").asInt()).isEqualTo(4);
        assertThat(created.toString()).doesNotContain("sfdisk", "graph", "/dev/sda", "lease");
        ObjectNode ended = AuditTrail.details(golden("attempt-ended-1"));
        assertThat(ended.path("exit_code").isInt()).isTrue();
        assertThat(ended.has("logs") || ended.has("output")).isFalse();
    }

    @Test
    void aCursorNamesAPlace() {
        assertThat(AuditTrail.place(Cursor.of("17", "2"))).contains(new AuditTrail.Place(17, 2));
        assertThat(AuditTrail.place(Cursor.of("17", "x"))).isEmpty();
        assertThat(AuditTrail.place("nonsense")).isEmpty();
    }

    private static JsonNode golden(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(AuditTrailTest.class.getResourceAsStream("/golden/" + name + ".json"))) {
            return Json.mapper().readTree(file);
        }
    }
}
