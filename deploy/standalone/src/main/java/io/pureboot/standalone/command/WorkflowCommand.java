package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.standalone.files.TextFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code workflow …}: definitions, in files and on servers. */
@Command(
        name = "workflow",
        description = "Workflow definitions.",
        subcommands = {
            ApplyCommand.class,
            DefinitionCommands.Validate.class,
            SimulateCommand.class,
            DefinitionCommands.All.class,
            DefinitionCommands.Show.class,
            DefinitionCommands.Export.class,
            WorkflowCommand.Import.class
        })
public final class WorkflowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which? try: workflow --help");
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
            JsonNode workflow = client.client().importWorkflow(TextFiles.read(file));
            System.out.println("imported " + workflow.path("name").asText() + ": id "
                    + workflow.path("id").asText()
                    + (workflow.has("revision")
                            ? ", revision " + workflow.path("revision").asText()
                            : ""));
            return 0;
        }
    }
}
