package io.pureboot.engine.http;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/how-to/first-workflow.md. */
class FirstWorkflowDocumentTest {
    @Test
    void theDocumentDoesWhatItSays(@TempDir Path directory) throws IOException, InterruptedException {
        DocumentCommands.check("first-workflow.md", 10, directory);
    }
}
