package io.pureboot.engine.http;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/how-to/template-life.md. */
class TemplateLifeDocumentTest {
    @Test
    void theDocumentDoesWhatItSays(@TempDir Path directory) throws IOException, InterruptedException {
        DocumentCommands.check("template-life.md", 10, directory);
    }
}
