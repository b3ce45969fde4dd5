package io.pureboot.standalone;

import io.pureboot.standalone.command.DemoCommand;
import io.pureboot.standalone.command.EdgeCommand;
import io.pureboot.standalone.command.EdgesCommand;
import io.pureboot.standalone.command.EngineCommand;
import io.pureboot.standalone.command.ExecutionCommand;
import io.pureboot.standalone.command.NodesCommand;
import io.pureboot.standalone.command.SecretCommand;
import io.pureboot.standalone.command.StatusCommand;
import io.pureboot.standalone.command.TemplateCommand;
import io.pureboot.standalone.command.TokenCommand;
import io.pureboot.standalone.command.UpCommand;
import io.pureboot.standalone.command.WorkflowCommand;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.ServersOfThisBuild;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's entry point. */
@Command(
        name = "pureboot",
        description = "Drives machines from their first network boot into production.",
        mixinStandardHelpOptions = true,
        version = "PureBoot 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "./pureboot test   runs all tests; ./pureboot build builds. Both are the launcher's own.",
            "./pureboot bench engine   measures how fast it is here.",
            "Every option can also be given by the environment variable that its description names; the option goes first.",
            "",
            "New here? ./pureboot demo"
        })
public final class PureBoot implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    /** Runs one command; its status is the process's. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new ServersOfThisBuild()).execute(arguments));
    }

    /** All commands, in the order in which the help shows them. */
    static CommandLine commandLine(Servers servers) {
        CommandLine line = new CommandLine(new PureBoot())
                .addSubcommand(new DemoCommand(servers))
                .addSubcommand(new UpCommand(servers))
                .addSubcommand(new EngineCommand(servers))
                .addSubcommand(new EdgeCommand(servers))
                .addSubcommand(new StatusCommand())
                .addSubcommand(new ExecutionCommand())
                .addSubcommand(new NodesCommand())
                .addSubcommand(new EdgesCommand())
                .addSubcommand(new WorkflowCommand())
                .addSubcommand(new TemplateCommand())
                .addSubcommand(new SecretCommand())
                .addSubcommand(new TokenCommand())
                .setUsageHelpWidth(120)
                .setExecutionExceptionHandler(PureBoot::failed);
        everyCommandHelps(line);
        return line;
    }

    private static void everyCommandHelps(CommandLine line) {
        line.getSubcommands().values().forEach(sub -> {
            sub.getCommandSpec().mixinStandardHelpOptions(true);
            everyCommandHelps(sub);
        });
    }

    /** What an operator can mend is one sentence; PUREBOOT_STACK_TRACES=1 shows the rest. */
    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        if (leaving()) {
            return line.getCommandSpec().exitCodeOnExecutionException();
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        message.lines().forEach(each -> line.getErr().println("pureboot: " + each));
        if (System.getenv("PUREBOOT_STACK_TRACES") != null) {
            failure.printStackTrace(line.getErr());
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Whether a signal has come: what fails after it fails because of it. The runtime tells only by refusing another hook. */
    private static boolean leaving() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
