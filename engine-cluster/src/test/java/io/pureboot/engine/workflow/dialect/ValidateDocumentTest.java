package io.pureboot.engine.workflow.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/how-to/validate-workflows.md shows is what is answered. */
class ValidateDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "how-to", "validate-workflows.md");

    @Test
    void theFaultsOfTheExampleAreThoseThatAreShown() throws IOException {
        String document = Files.readString(DOCUMENT);
        String shown = PureBootDialect.inspectYaml(block(document, "yaml"), StepTypes.all(), new ConfigLanguage())
                .getFirst()
                .errors()
                .stream()
                .map(fault -> fault.line().orElse(0) + ":" + fault.column().orElse(0) + " " + fault.code() + " "
                        + fault.message() + "\n")
                .collect(Collectors.joining());
        assertThat(block(document, "text")).isEqualTo(shown);
    }

    private static String block(String document, String language) {
        String begin = "```" + language + "\n";
        int from = document.indexOf(begin) + begin.length();
        return document.substring(from, document.indexOf("```", from));
    }
}
