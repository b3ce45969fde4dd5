package io.pureboot.bench.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM's options of production: the launcher itself is asked for them, so that they are never told twice. */
public final class JavaOptions {
    private JavaOptions() {}

    /** The checkout: where the launcher says it is, else above the working directory. */
    public static Path checkout() {
        String home = System.getProperty("pureboot.home", "");
        for (Path each = Path.of(home).toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.isExecutable(each.resolve("pureboot")) && Files.exists(each.resolve("pom.xml"))) {
                return each;
            }
        }
        throw new IllegalStateException(
                "no checkout of PureBoot above " + Path.of(home).toAbsolutePath());
    }

    /**
     * A command that runs a class of this class path as {@code ./pureboot engine} runs its own, on this JDK.
     *
     * @param more further options for the JVM; they win
     */
    public static List<String> command(List<String> more, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ofEngine());
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> ofEngine() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(checkout().resolve("pureboot").toString(), "java-options", "engine");
        builder.environment().keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        builder.environment().put("PUREBOOT_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("./pureboot java-options engine ended with status " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the launcher told its options", e);
        }
        return output.lines().toList();
    }
}
