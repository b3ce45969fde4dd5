package io.pureboot.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every event and version that the journal may hold is read back from a file that was written once and is never changed (promise
 * P-29). Reading and writing it again must give the same JSON: a renamed, dropped or retyped field fails here.
 *
 * <p>The file of an event is {@code golden/NAME-VERSION.json}. A field that a released event has got since is absent from it, and
 * filled in by a further file, {@code golden/NAME-VERSION-WORD.json}.
 */
class GoldenFilesTest {

    @TestFactory
    Stream<DynamicTest> everyEventIsReadBackFromItsGoldenFile() {
        return EventNames.all().stream()
                .flatMap(name -> files(name).stream()
                        .map(file -> DynamicTest.dynamicTest(
                                String.valueOf(file.getFileName()), () -> readsBack(name, file))));
    }

    @Test
    void everyEventHasAGoldenFile() {
        for (EventName name : EventNames.all()) {
            assertThat(files(name))
                    .as("write src/test/resources/golden/" + name.name() + "-" + name.version()
                            + ".json: one event of this name with every field filled in")
                    .isNotEmpty();
        }
    }

    private static void readsBack(EventName name, Path file) throws IOException {
        JournalSerializer serializer = new JournalSerializer();
        byte[] golden = Files.readAllBytes(file);
        Object event = serializer.fromBinary(golden, name.manifest());
        assertThat(event).isInstanceOf(name.type());
        JsonNode again = Json.mapper().readTree(serializer.toBinary(event));
        assertThat(again).isEqualTo(Json.mapper().readTree(golden));
    }

    /** A field that is absent from the golden files would not be guarded by it. The catalogs' files are compared with values of their own. */
    @Test
    void goldenFilesFillEveryField() throws IOException {
        List<String> gaps = new ArrayList<>();
        for (EventName name : EventNames.all()) {
            if (name.type() == Changes.class || name.type().getPackageName().endsWith(".catalog")) {
                continue;
            }
            Set<String> filled = new HashSet<>();
            for (Path file : files(name)) {
                Json.mapper().readTree(Files.readAllBytes(file)).fieldNames().forEachRemaining(filled::add);
            }
            for (var component : name.type().getRecordComponents()) {
                String field = component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
                if (!filled.contains(field)) {
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

    /** The file that was written with the event, and one more for each time that fields were added: {@code name-version-what.json}. */
    private static List<Path> files(EventName name) {
        String stem = name.name() + "-" + name.version();
        try (Stream<Path> all = Files.list(Path.of("src/test/resources/golden"))) {
            return all.filter(file -> {
                        String text = String.valueOf(file.getFileName());
                        return text.equals(stem + ".json") || text.startsWith(stem + "-");
                    })
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
