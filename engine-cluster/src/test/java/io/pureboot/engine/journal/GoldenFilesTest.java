package io.pureboot.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every event and version that the journal may hold is read back from a file that was written once and is never changed (promise
 * P-29). Reading and writing it again must give the same JSON: a renamed, dropped or retyped field fails here.
 */
class GoldenFilesTest {
    @TestFactory
    Stream<DynamicTest> everyEventIsReadBackFromItsGoldenFile() {
        return EventNames.all().stream().map(name -> DynamicTest.dynamicTest(name.manifest(), () -> readsBack(name)));
    }

    private static void readsBack(EventName name) throws IOException {
        JournalSerializer serializer = new JournalSerializer();
        byte[] golden = golden(name)
                .orElseThrow(() -> new AssertionError("write src/test/resources/golden/" + name.name() + "-"
                        + name.version() + ".json: one event of this name with every field filled in"));
        Object event = serializer.fromBinary(golden, name.manifest());
        assertThat(event).isInstanceOf(name.type());
        JsonNode again = Json.mapper().readTree(serializer.toBinary(event));
        assertThat(again).isEqualTo(Json.mapper().readTree(golden));
    }

    /** A field that is absent from the golden file would not be guarded by it. The catalogs' files are compared with values of their own. */
    @Test
    void goldenFilesFillEveryField() throws IOException {
        List<String> gaps = new ArrayList<>();
        for (EventName name : EventNames.all()) {
            if (name.type().getPackageName().endsWith(".catalog")) {
                continue;
            }
            JsonNode golden = Json.mapper().readTree(golden(name).orElseThrow());
            for (var component : name.type().getRecordComponents()) {
                String field = component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
                if (golden instanceof ObjectNode object && !object.has(field)) {
                    gaps.add(name.manifest() + " has no " + field);
                }
            }
        }
        assertThat(gaps).isEmpty();
    }

    @Test
    void everyNameIsUnique() {
        assertThat(EventNames.all().stream().map(EventName::manifest).toList()).doesNotHaveDuplicates();
    }

    private static Optional<byte[]> golden(EventName name) throws IOException {
        String path = "/golden/" + name.name() + "-" + name.version() + ".json";
        try (InputStream file = GoldenFilesTest.class.getResourceAsStream(path)) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(
                            new String(file.readAllBytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
    }
}
