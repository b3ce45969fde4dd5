package io.pureboot.bench;

import io.pureboot.bench.render.RenderBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./pureboot bench}: its entry point. */
@Command(
        name = "bench",
        description = "Measures PureBoot on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Bench implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    /** Runs one benchmark; its status is the process's. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .addSubcommand(new EngineBench())
                .addSubcommand(new BootBench())
                .addSubcommand(new PreviewBench())
                .addSubcommand(new RenderBench())
                .addSubcommand(new TftpBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(120)
                .setExecutionExceptionHandler(Bench::failed);
    }

    /** One sentence; PUREBOOT_STACK_TRACES=1 shows the rest, as for all commands. */
    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        message.lines().forEach(each -> line.getErr().println("pureboot: " + each));
        if (System.getenv("PUREBOOT_STACK_TRACES") != null) {
            failure.printStackTrace(line.getErr());
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
