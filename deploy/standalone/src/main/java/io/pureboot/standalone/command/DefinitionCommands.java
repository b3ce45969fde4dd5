package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.TextTable;
import io.pureboot.standalone.files.LocalValidation;
import io.pureboot.standalone.files.TextFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The small subcommands of {@code workflow}: what there is, and whether a file is fine. */
final class DefinitionCommands {
    private static final int FAULTY = 2;
    private static final int MOST = 1000;

    private DefinitionCommands() {}

    /** {@code workflow validate}. */
    @Command(
            name = "validate",
            description =
                    "Says all that is wrong with definitions, with file, line and column; here, without a server.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {" 0:all are fine", " 2:one is faulty"})
    static final class Validate implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML files, or - for standard input.")
        private List<String> files = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            boolean fine = true;
            for (String file : files) {
                LocalValidation validation = LocalValidation.workflows(file, TextFiles.read(file));
                validation.faults().forEach(spec.commandLine().getErr()::println);
                validation
                        .warnings()
                        .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
                fine &= validation.faults().isEmpty();
                if (validation.faults().isEmpty()) {
                    spec.commandLine().getOut().println(file + ": fine");
                }
            }
            return fine ? 0 : FAULTY;
        }
    }

    /** {@code workflow list}. */
    @Command(name = "list", description = "The workflows of a server.")
    static final class All implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            TextTable table = new TextTable("ID", "NAME", "OS", "ARCH", "BOOT", "REVISION", "ACTIVE", "STEPS");
            for (JsonNode each : workflows(client.client())) {
                table.row(
                        each.path("id").asText(),
                        each.path("name").asText(),
                        each.path("os_family").asText(),
                        each.path("architecture").asText(),
                        each.path("boot_mode").asText(),
                        each.path("revision").asText(),
                        each.path("is_active").asText(),
                        Integer.toString(each.path("steps").size()));
            }
            table.lines().forEach(spec.commandLine().getOut()::println);
            return 0;
        }
    }

    /** Which workflow a subcommand is about. */
    static final class Target {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        @Parameters(paramLabel = "WORKFLOW", description = "Its id or name.")
        private String workflow = "";

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        JsonNode found() throws IOException, InterruptedException {
            return workflows(client.client()).stream()
                    .filter(each -> each.path("id").asText().equals(workflow)
                            || each.path("name").asText().equals(workflow))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no workflow '" + workflow + "' on the server"));
        }

        String text(String path) throws IOException, InterruptedException {
            return client.client().text(path);
        }
    }

    /** {@code workflow export}. */
    @Command(name = "export", description = "Prints a server's workflow as YAML, as apply and import read it.")
    static final class Export implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws IOException, InterruptedException {
            String id = target.found().path("id").asText();
            target.out().print(target.text("/api/v1/workflows/" + id + "/export"));
            target.out().flush();
            return 0;
        }
    }

    /** {@code workflow show}. */
    @Command(name = "show", description = "One workflow of a server, step by step.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Option(names = "--json", description = "Answer JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode workflow = target.found();
            if (json) {
                target.out().println(workflow.toPrettyString());
                return 0;
            }
            target.out()
                    .println("workflow  " + workflow.path("name").asText() + ", revision "
                            + workflow.path("revision").asText()
                            + (workflow.path("is_active").asBoolean() ? "" : ", inactive"));
            target.out().println("id        " + workflow.path("id").asText());
            target.out().println("sha256    " + workflow.path("sha256").asText());
            target.out().println();
            TextTable table =
                    new TextTable("STEP", "TYPE", "TIMEOUT", "ON FAILURE", "ATTEMPTS", "NEXT STATE", "CONFIG");
            for (JsonNode step : workflow.path("steps")) {
                table.row(
                        step.path("id").asText(),
                        step.path("type").asText(),
                        step.path("timeout_seconds").asText() + " s",
                        step.path("on_failure").asText(),
                        step.path("max_retries").asText(),
                        step.path("next_state").asText(),
                        step.path("config").toString());
            }
            table.lines().forEach(target.out()::println);
            return 0;
        }
    }

    private static List<JsonNode> workflows(EngineClient client) throws IOException, InterruptedException {
        List<JsonNode> workflows = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/api/v1/workflows?limit=100" + cursor);
            page.path("items").forEach(workflows::add);
            cursor = page.path("next_cursor").isTextual() && workflows.size() < MOST
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return workflows;
    }
}
