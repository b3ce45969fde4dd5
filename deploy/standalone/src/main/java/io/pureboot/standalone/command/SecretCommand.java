package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.TextTable;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/** {@code secret}: what templates may name as {@code ${secret.NAME}}. A value never stands on a command line, where others could read it. */
@Command(
        name = "secret",
        description = "Secrets that templates may name: set, list, delete, and the change of their key.",
        subcommands = {
            SecretCommand.Set.class,
            SecretCommand.ListAll.class,
            SecretCommand.Delete.class,
            SecretCommand.Rotate.class
        })
public final class SecretCommand implements Callable<Integer> {
    private static final String PATH = "/api/v1/secrets";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "which? try: secret set NAME, secret list, secret delete NAME, secret rotate");
    }

    /** Which engine, and where to print. */
    static final class Target {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        EngineClient engine() throws IOException {
            return client.client();
        }

        String path(String name) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "a secret's name has 1 to 128 characters of A-Z a-z 0-9 _ . -, the first one a letter or digit");
            }
            return PATH + "/" + name;
        }
    }

    /** {@code secret set}. */
    @Command(
            name = "set",
            description = {
                "Sets or replaces a secret. The value comes from standard input, a file or a terminal, never from the command line;",
                "the line break at its end is left out."
            })
    static final class Set implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Parameters(paramLabel = "NAME", description = "What templates call it: $${secret.NAME}.")
        private String name = "";

        @Option(names = "--file", paramLabel = "FILE", description = "Read the value from this file.")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--prompt", description = "Ask for the value at the terminal, where it is not shown.")
        private boolean prompt;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String path = target.path(name);
            JsonNode body = Json.mapper().createObjectNode().put("value", value());
            JsonNode entry = target.engine().put(path, body);
            target.out()
                    .println("secret " + name + ": version "
                            + entry.path("version").asText());
            return 0;
        }

        private String value() throws IOException {
            if (prompt) {
                Console terminal = Optional.ofNullable(System.console())
                        .orElseThrow(() -> new IOException("there is no terminal to ask at"));
                char[] typed = terminal.readPassword("value of %s: ", name);
                return typed == null ? "" : new String(typed);
            }
            String text = text(file.isPresent() ? read(file.get()) : System.in.readAllBytes());
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        }

        private static byte[] read(Path file) throws IOException {
            try {
                return Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file, e);
            }
        }

        private static String text(byte[] bytes) throws IOException {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IOException("the value is not UTF-8; encode it, for instance in Base64", e);
            }
        }
    }

    /** {@code secret list}. */
    @Command(name = "list", description = "The secrets' names and versions, with who has changed them when.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws IOException, InterruptedException {
            TextTable table = new TextTable("NAME", "VERSION", "CHANGED", "BY", "");
            for (JsonNode each : target.engine().get(PATH).path("items")) {
                table.row(
                        each.path("name").asText(),
                        each.path("version").asText(),
                        each.path("changed_at").asText(),
                        each.path("changed_by").asText(),
                        each.path("readable").asBoolean(true) ? "" : "cannot be read: set it again");
            }
            table.lines().forEach(target.out()::println);
            return 0;
        }
    }

    /** {@code secret delete}. */
    @Command(name = "delete", description = "Deletes a secret. What machines still say of it is masked as before.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            target.engine().delete(target.path(name));
            target.out().println("secret " + name + ": deleted");
            return 0;
        }
    }

    /** {@code secret rotate}. */
    @Command(
            name = "rotate",
            description =
                    "Makes a fresh key, seals every secret under it, and drops the old one. Repeatable at any point.")
    static final class Rotate implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode done = target.engine().post(PATH + "/rotate", Json.mapper().createObjectNode());
            boolean finished = done.path("finished").asBoolean();
            target.out()
                    .println("sealed anew: " + done.path("resealed").asText() + "; cannot be read: "
                            + done.path("unreadable").asText()
                            + (finished ? "; the old key is gone" : "; the old key is still needed: run it again"));
            return finished ? 0 : 1;
        }
    }
}
