package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.TextTable;
import io.pureboot.standalone.files.TextFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

/** {@code template …}: what machines are told, and its versions. */
@Command(
        name = "template",
        description = "Templates and their versions.",
        subcommands = {
            TemplateCommand.ListAll.class,
            TemplateCommand.Show.class,
            TemplateCommand.Put.class,
            TemplateCommand.Diff.class,
            TemplateCommand.Preview.class
        })
public final class TemplateCommand implements Callable<Integer> {
    private static final String TEMPLATES = "/api/v1/templates";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which? try: template --help");
    }

    /** The engine that is asked, and where its answer goes. */
    static final class Catalog {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        PrintWriter err() {
            return spec.commandLine().getErr();
        }

        JsonNode get(String below) throws IOException, InterruptedException {
            return client.client().get(TEMPLATES + below);
        }

        JsonNode post(String below, JsonNode body) throws IOException, InterruptedException {
            return client.client().post(TEMPLATES + below, body);
        }

        Optional<JsonNode> find(String name) throws IOException, InterruptedException {
            JsonNode items = get("?name=" + encoded(name)).path("items");
            return items.isEmpty() ? Optional.empty() : Optional.of(items.get(0));
        }

        /** The template's place below {@code /api/v1/templates}. */
        String place(String name) throws IOException, InterruptedException {
            return "/" + EngineClient.id(find(name).orElseThrow(() -> new IOException("there is no template " + name)));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** {@code list}. */
    @Command(name = "list", description = "The templates, one line each.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Catalog catalog = new Catalog();

        @Override
        public Integer call() throws IOException, InterruptedException {
            TextTable table = new TextTable("NAME", "VERSION", "FORMAT", "UPDATED", "DESCRIPTION");
            for (JsonNode each : catalog.get("?limit=1000").path("items")) {
                table.row(
                        each.path("name").asText(),
                        each.path("current_version").asText(),
                        each.path("format").asText(),
                        each.path("updated_at").asText(),
                        each.path("description").asText());
            }
            table.lines().forEach(catalog.out()::println);
            return 0;
        }
    }

    /** {@code show}. */
    @Command(name = "show", description = "Prints the content of a version.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Catalog catalog = new Catalog();

        @Parameters(index = "0", paramLabel = "NAME", description = "The template's name.")
        private String name = "";

        @Parameters(
                index = "1",
                paramLabel = "VERSION",
                defaultValue = "latest",
                description = "Such as v2.1, v2 or latest; default: ${DEFAULT-VALUE}.")
        private String version = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode shown = catalog.get(catalog.place(name) + "/versions/" + encoded(version));
            catalog.out().print(shown.path("content").asText());
            catalog.out().flush();
            return 0;
        }
    }

    /** {@code put}. */
    @Command(
            name = "put",
            description =
                    "Makes a template of a file, or its next version; a content that is there already changes nothing."
                            + " FILE.hbs is Handlebars.")
    static final class Put implements Callable<Integer> {
        @Mixin
        private Catalog catalog = new Catalog();

        @Parameters(
                paramLabel = "FILE",
                description = "The content; the template's name is the file's without its ending.")
        private String file = "";

        @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "Another name.")
        private String name = "";

        @Option(
                names = {"-m", "--message"},
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why.")
        private String message = "";

        @Option(names = "--major", description = "Raises the major number.")
        private boolean major;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String content = TextFiles.read(file);
            String called = name.isEmpty() ? called(file) : name;
            Optional<JsonNode> known = catalog.find(called);
            ObjectNode body = Json.mapper().createObjectNode().put("content", content);
            if (!message.isEmpty()) {
                body.put("commit_message", message);
            }
            if (known.isEmpty()) {
                body.put("name", called).put("format", file.endsWith(".hbs") ? "handlebars" : "pureboot");
                catalog.out()
                        .println(called + " "
                                + catalog.post("", body).path("current_version").asText());
                return 0;
            }
            String path = "/" + EngineClient.id(known.get());
            JsonNode current = catalog.get(path + "/versions/latest");
            boolean same = current.path("content").asText().equals(content);
            JsonNode kept = same ? current : catalog.post(path + "/versions?bump=" + (major ? "major" : "minor"), body);
            catalog.out().println(called + " " + kept.path("version").asText() + (same ? ", unchanged" : ""));
            return 0;
        }

        private static String called(String file) {
            String last = String.valueOf(Path.of(file).getFileName());
            int dot = last.lastIndexOf('.');
            return dot > 0 ? last.substring(0, dot) : last;
        }
    }

    /** {@code diff}. */
    @Command(name = "diff", description = "What has changed from one version to another.")
    static final class Diff implements Callable<Integer> {
        @Mixin
        private Catalog catalog = new Catalog();

        @Parameters(index = "0", paramLabel = "NAME", description = "The template's name.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "FROM", description = "A version such as v1.2.")
        private String from = "";

        @Parameters(
                index = "2",
                paramLabel = "TO",
                defaultValue = "latest",
                description = "Another one; default: ${DEFAULT-VALUE}.")
        private String to = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode diff = catalog.get(catalog.place(name) + "/diff?from=" + encoded(from) + "&to=" + encoded(to));
            if (!diff.path("identical").asBoolean()) {
                catalog.out().println("--- " + name + ":" + diff.path("from").asText());
                catalog.out().println("+++ " + name + ":" + diff.path("to").asText());
            }
            diff.path("hunks").forEach(this::print);
            return 0;
        }

        private void print(JsonNode hunk) {
            catalog.out().println("@@ -" + range(hunk, "from") + " +" + range(hunk, "to") + " @@");
            for (JsonNode line : hunk.path("lines")) {
                catalog.out()
                        .println(line.path("op").asText() + line.path("text").asText());
                if (line.path("no_newline").asBoolean()) {
                    catalog.out().println("\\ No newline at end of file");
                }
            }
        }

        private static String range(JsonNode hunk, String side) {
            String first = hunk.path(side + "_line").asText();
            String count = hunk.path(side + "_count").asText();
            return count.equals("1") ? first : first + "," + count;
        }
    }

    /** {@code preview}. */
    @Command(
            name = "preview",
            description =
                    "The text that a machine would get; what has no value, or is no variable, is listed on standard error.")
    static final class Preview implements Callable<Integer> {
        @Mixin
        private Catalog catalog = new Catalog();

        @Parameters(index = "0", paramLabel = "NAME", description = "The template's name.")
        private String name = "";

        @Option(names = "--version", paramLabel = "VERSION", defaultValue = "latest", description = "Which version.")
        private String version = "";

        @Option(names = "--node", paramLabel = "NODE", defaultValue = "", description = "The machine, by id.")
        private String node = "";

        @Option(
                names = "--file",
                paramLabel = "FILE",
                defaultValue = "",
                description = "A content that may become its next version, instead of a version.")
        private String file = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode body = Json.mapper().createObjectNode();
            if (file.isEmpty()) {
                body.put("version", version);
            } else {
                body.put("content", TextFiles.read(file));
            }
            if (!node.isEmpty()) {
                body.put("node_id", node);
            }
            JsonNode preview = catalog.post(catalog.place(name) + "/preview", body);
            catalog.out().print(preview.path("text").asText());
            catalog.out().flush();
            preview.path("unresolved").forEach(each -> note("no value", each));
            preview.path("unknown").forEach(each -> note("no such variable", each));
            return 0;
        }

        private void note(String what, JsonNode use) {
            catalog.err()
                    .println(what + ": " + use.path("variable").asText() + " in "
                            + use.path("template").asText("the text") + ", line "
                            + use.path("line").asText() + ", column "
                            + use.path("column").asText());
        }
    }
}
