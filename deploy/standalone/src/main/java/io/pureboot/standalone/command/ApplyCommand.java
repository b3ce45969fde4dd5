package io.pureboot.standalone.command;

import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.EngineRefusal;
import io.pureboot.standalone.files.Applying;
import io.pureboot.standalone.files.Plan;
import io.pureboot.standalone.files.Planning;
import io.pureboot.standalone.files.Source;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code workflow apply}: a directory's definitions onto a server. */
@Command(
        name = "apply",
        description = {
            "Makes a server hold what a directory holds: templates/NAME.tmpl (document 000's format) and NAME.hbs (Handlebars),",
            "workflows/*.yaml, groups/*.yaml, profiles/*.yaml. Prints a plan: + create, ~ update, = unchanged, - delete.",
            "When anything is wrong with any file, all of it is told and nothing is changed. A second run changes nothing."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:the server holds what the directory holds (or, with --dry-run: the plan was made)",
            " 1:the server was not reached, or did not understand",
            " 2:something is wrong with the files or the command line; nothing was changed",
            " 3:the server has refused a change; what was done before it stays, and the next run goes on from there",
            " 4:--dry-run --exit-code: the server differs from the directory",
            " 5:--prune would delete something, and nobody has said --yes; nothing was changed"
        })
final class ApplyCommand implements Callable<Integer> {
    private static final int FAULTY = 2;
    private static final int REFUSED = 3;
    private static final int DIFFERS = 4;
    private static final int NOT_CONFIRMED = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "DIR", description = "The directory.")
    private String directory = "";

    @Option(
            names = "--prune",
            description = "Also delete what an apply of this source has made and the directory does not hold any more.")
    private boolean prune;

    @Option(names = "--dry-run", description = "Print the plan, change nothing.")
    private boolean dryRun;

    @Option(names = "--exit-code", description = "With --dry-run: exit status 4 when the server differs.")
    private boolean exitCode;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Whose files these are, where several directories are applied to one server; default: default.")
    private String source = "default";

    @Option(names = "--message", paramLabel = "TEXT", description = "Why; kept with new versions of templates.")
    private Optional<String> message = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!source.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ParameterException(spec.commandLine(), "--source has 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Source files = Source.read(Path.of(directory));
        EngineClient engine = client.client();
        Plan plan = Planning.of(files, engine, source, prune);
        if (!plan.faults().isEmpty()) {
            plan.faults().forEach(err::println);
            err.println("pureboot: " + plan.faults().size() + " faults; nothing was changed");
            return FAULTY;
        }
        plan.lines().forEach(out::println);
        out.flush();
        if (dryRun) {
            return exitCode && plan.changesSomething() ? DIFFERS : 0;
        }
        if (plan.deletions() > 0 && !yes && !confirmed(plan.deletions())) {
            err.println("pureboot: nothing was changed; --yes deletes without asking");
            return NOT_CONFIRMED;
        }
        return apply(plan, engine, err);
    }

    private int apply(Plan plan, EngineClient engine, PrintWriter err) throws IOException, InterruptedException {
        int[] done = {0};
        try {
            Applying.apply(
                    plan, engine, source, message.orElse("applied from files (" + source + ")"), line -> done[0]++);
        } catch (EngineRefusal refusal) {
            err.println("pureboot: " + refusal.getMessage());
            err.println("pureboot: stopped after " + done[0] + " changes; the next apply goes on from there");
            return REFUSED;
        }
        spec.commandLine().getOut().println("applied " + done[0] + (done[0] == 1 ? " change" : " changes"));
        return 0;
    }

    /** The launcher knows whether there is a terminal; from 22 on there is a console without one. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean confirmed(int deletions) {
        Console console = System.console();
        if (console == null || !Boolean.getBoolean("pureboot.terminal")) {
            return false;
        }
        String answer = console.readLine("delete %d? [y/N] ", deletions);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
