package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Runs the commands of a page of docs/how-to in a real shell against a real engine, and compares what they print. */
final class DocumentCommands {
    private static final Pattern BLOCK =
            Pattern.compile("^```(sh|text)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String END = "=== end of block ===";
    private static final long SECONDS = 120;

    /** Commands, and what the document says that they print. */
    private record Example(String commands, String printed) {}

    private DocumentCommands() {}

    /**
     * Fails where the page does not do what it says.
     *
     * @param page its file's name
     * @param atLeast how many blocks of commands it has, so that a page whose blocks are not found is no page without faults
     */
    static void check(String page, int atLeast, Path directory) throws IOException, InterruptedException {
        Assumptions.assumeTrue(found("curl"), "curl is not installed");
        List<Example> examples = examples(Files.readString(document(page)));
        assertThat(examples).hasSizeGreaterThan(atLeast);
        try (EngineForTests engine = EngineForTests.start()) {
            List<String> printed = run(engine, script(examples), directory);
            assertThat(printed).hasSize(examples.size());
            for (int i = 0; i < examples.size(); i++) {
                assertThat(printed.get(i))
                        .as(examples.get(i).commands())
                        .isEqualTo(examples.get(i).printed());
            }
        }
    }

    private static Path document(String page) {
        Path module = Path.of("").toAbsolutePath();
        return module.resolveSibling("docs").resolve("how-to").resolve(page);
    }

    /** Each block of commands with the output that stands right behind it; nothing where none does. */
    private static List<Example> examples(String document) {
        List<Example> examples = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document);
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) {
                examples.add(new Example(blocks.group(2), ""));
            } else {
                examples.add(new Example(examples.removeLast().commands(), blocks.group(2)));
            }
        }
        return examples;
    }

    private static String script(List<Example> examples) {
        StringBuilder script = new StringBuilder();
        examples.forEach(example ->
                script.append(example.commands()).append("echo '").append(END).append("'\n"));
        return script.toString();
    }

    private static List<String> run(EngineForTests engine, String script, Path directory)
            throws IOException, InterruptedException {
        Path commands = Files.writeString(directory.resolve("commands.sh"), script);
        Path output = directory.resolve("output");
        ProcessBuilder shell = new ProcessBuilder("sh", commands.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("PUREBOOT_SERVER", engine.uri().toString());
        shell.environment().put("PUREBOOT_TOKEN", EngineForTests.ADMIN);
        shell.environment().put("no_proxy", "127.0.0.1");
        Process process = shell.start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(ended).as("the shell did not end; it printed\n" + text).isTrue();
        List<String> printed = new ArrayList<>(List.of(text.split(Pattern.quote(END + "\n"), -1)));
        printed.removeLast();
        return printed;
    }

    private static boolean found(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
