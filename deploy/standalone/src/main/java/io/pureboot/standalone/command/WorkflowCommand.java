package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code workflow import}: a definition from a file. */
@Command(name = "workflow", description = "Workflow definitions.", subcommands = WorkflowCommand.Import.class)
public final class WorkflowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which? try: workflow import FILE");
    }

    /** {@code import}. */
    @Command(
            name = "import",
            description = "Imports a definition; a faulty one is refused with line and column of every fault.")
    static final class Import implements Callable<Integer> {
        @Mixin
        private ClientOptions client = new ClientOptions();

        @Parameters(paramLabel = "FILE", description = "A YAML file, or - for standard input.")
        private String file = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode workflow = client.client().importWorkflow(text());
            System.out.println("imported " + workflow.path("name").asText() + ": id "
                    + workflow.path("id").asText()
                    + (workflow.has("revision")
                            ? ", revision " + workflow.path("revision").asText()
                            : ""));
            return 0;
        }

        private String text() throws IOException {
            if (file.equals("-")) {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            }
            try {
                return Files.readString(Path.of(file), StandardCharsets.UTF_8);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file, e);
            }
        }
    }
}
