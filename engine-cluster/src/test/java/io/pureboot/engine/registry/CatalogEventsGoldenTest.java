package io.pureboot.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.journal.JournalSerializer;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.catalog.TemplateCatalog;
import io.pureboot.engine.template.catalog.TemplateEvent;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.engine.workflow.catalog.WorkflowCatalog;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written once is read for ever (promise P-29): the catalogs' events and snapshots, one golden file each. */
class CatalogEventsGoldenTest {
    private static final Instant AT = Instant.parse("2026-02-01T10:00:00.123Z");
    private static final WorkflowId WORKFLOW = new WorkflowId("w-1");
    private static final TemplateId TEMPLATE = new TemplateId("t-1");
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final ObjectNode DEFINITION =
            JsonNodeFactory.instance.objectNode().put("name", "ubuntu").put("os_family", "linux");
    private static final TemplateVersion VERSION = new TemplateVersion(
            "4c4c4544-0042-3010-8052-b4c04f334d32",
            new VersionNumber(2, 1),
            SHA,
            17,
            List.of("base:v2"),
            AT,
            "ann",
            Optional.of("faster mirror"));

    static Stream<Object> all() {
        return Stream.of(
                new WorkflowCatalogEvent.WorkflowCreated(
                        AT, WORKFLOW, "ubuntu", SHA, List.of("base"), DEFINITION, "ann"),
                new WorkflowCatalogEvent.WorkflowRevised(
                        AT, WORKFLOW, 2, "ubuntu", SHA, List.of("base:v2"), DEFINITION, "bob"),
                new WorkflowCatalogEvent.WorkflowDeleted(AT, WORKFLOW, "ann"),
                new WorkflowCatalog.State(
                        Map.of(WORKFLOW, new WorkflowCatalog.Known("ubuntu", 2, SHA, SHA, false)),
                        Map.of("ubuntu", WORKFLOW)),
                new TemplateEvent.TemplateCreated(
                        AT, TEMPLATE, "base", "text", TemplateFormat.PUREBOOT, VERSION, "echo ${node.mac}", SHA, "ann"),
                new TemplateEvent.VersionAdded(AT, TEMPLATE, VERSION, "echo ${node.mac}"),
                new TemplateEvent.TemplateChanged(
                        AT, TEMPLATE, Optional.of("core"), Optional.empty(), Optional.of(VersionNumber.FIRST), "ann"),
                new TemplateEvent.TemplateDeleted(AT, TEMPLATE, "ann"),
                new TemplateCatalog.State(
                        Map.of(
                                TEMPLATE,
                                new TemplateCatalog.Known(
                                        "base",
                                        VersionNumber.FIRST,
                                        List.of(new TemplateCatalog.KnownVersion("v-1", VersionNumber.FIRST, SHA)),
                                        SHA,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false)),
                        Map.of("base", TEMPLATE)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isWrittenAsItsGoldenFileAndReadBackFromIt(Object event) throws IOException {
        JournalSerializer serializer = new JournalSerializer();
        String manifest = serializer.manifest(event);
        byte[] golden = golden(manifest);

        assertThat(serializer.fromBinary(golden, manifest)).isEqualTo(event);
        JsonNode written = Json.mapper().readTree(serializer.toBinary(event));
        assertThat(written).isEqualTo(Json.mapper().readTree(golden));
    }

    private static byte[] golden(String manifest) throws IOException {
        String file = "/golden/" + manifest.replace(':', '-') + ".json";
        try (InputStream stream = CatalogEventsGoldenTest.class.getResourceAsStream(file)) {
            return Objects.requireNonNull(stream, file).readAllBytes();
        }
    }
}
