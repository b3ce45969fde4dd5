package io.pureboot.engine.workflow.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import io.pureboot.engine.workflow.WorkflowDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows that come with PureBoot have no fault, and survive import and export byte for byte (promise P-21). */
class ShippedWorkflowsTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            return files.filter(file -> file.toString().contains("src/main/resources")
                            || file.toString().contains("deploy/catalog/workflows"))
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(ShippedWorkflowsTest::isWorkflow)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isWorkflow(Path file) {
        try {
            return Files.readString(file).lines().anyMatch(line -> line.startsWith("os_family:"));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(shipped()).hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void exportedAndImportedAndExportedTheyAreTheSameBytes(Path file) throws IOException {
        // Whoever ships it puts paths of this installation in place of these.
        String text = Files.readString(file).replace("@BOOT_MODE@", "uefi").replaceAll("@([A-Z_]+)@", "$1");
        Inspection inspection = PureBootDialect.inspectYaml(text, StepTypes.all(), new ConfigLanguage())
                .getFirst();
        assertThat(inspection.errors()).isEmpty();
        assertThat(inspection.warnings()).isEmpty();
        WorkflowDefinition definition = inspection.accepted().orElseThrow();
        String exported = PureBootDialect.writeYaml(definition);
        WorkflowDefinition imported = PureBootDialect.inspectYaml(exported, StepTypes.all(), new ConfigLanguage())
                .getFirst()
                .accepted()
                .orElseThrow();
        assertThat(imported).isEqualTo(definition);
        assertThat(PureBootDialect.writeYaml(imported)).isEqualTo(exported);
        assertThat(PureBootDialect.sha256(imported)).isEqualTo(PureBootDialect.sha256(definition));
    }
}
