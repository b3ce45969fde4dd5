package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher's script, with JDKs that are none, in every shell that is there. */
final class LauncherTest {
    private static final Path CHECKOUT =
            Path.of("").toAbsolutePath().resolve("../..").normalize();

    @TempDir
    Path temporary;

    private record Outcome(int status, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox sh"})
    void prefersTheNewestGoodJdk(String shell) throws IOException, InterruptedException {
        assumeTrue(there(shell), shell + " is not here");
        jdk("jvm/java-17", "17.0.9", true);
        jdk("jvm/java-21", "21.0.5", true);
        assertThat(javaHome(shell, Map.of())).isEqualTo(new Outcome(0, temporary.resolve("jvm/java-21") + "\n"));
        jdk("jvm/java-25", "25", true);
        jdk("jvm/jre-26", "26.0.1", false);
        assertThat(javaHome(shell, Map.of())).isEqualTo(new Outcome(0, temporary.resolve("jvm/java-25") + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox sh"})
    void javaHomeComesFirstWhenItIsGoodEnough(String shell) throws IOException, InterruptedException {
        assumeTrue(there(shell), shell + " is not here");
        jdk("jvm/java-25", "25.0.1", true);
        jdk("mine 25", "25.0.2", true);
        jdk("old", "1.8.0_392", true);
        assertThat(javaHome(
                                shell,
                                Map.of("JAVA_HOME", temporary.resolve("mine 25").toString()))
                        .output())
                .isEqualTo(temporary.resolve("mine 25") + "\n");
        assertThat(javaHome(shell, Map.of("JAVA_HOME", temporary.resolve("old").toString()))
                        .output())
                .isEqualTo(temporary.resolve("jvm/java-25") + "\n");
    }

    @Test
    void theJdkThatIsNamedIsTheOnlyOneThatCounts() throws IOException, InterruptedException {
        jdk("jvm/java-25", "25", true);
        jdk("old", "17.0.9", true);
        Outcome outcome = javaHome(
                "sh", Map.of("PUREBOOT_JAVA_HOME", temporary.resolve("old").toString()));
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("PUREBOOT_JAVA_HOME", "21 or newer", "found release 17");
    }

    @Test
    void withoutAJdkItSaysWhatItHasSeenAndWhatToDo() throws IOException, InterruptedException {
        jdk("jvm/java-17", "17.0.9", true);
        Outcome outcome = javaHome("sh", Map.of());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("no JDK of 21 or newer was found", "java-17(17)", "PUREBOOT_JAVA_HOME=/path/to/jdk");
    }

    @Test
    void isFoundThroughLinksFromAnywhere() throws IOException, InterruptedException {
        jdk("jvm/java-25", "25", true);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), CHECKOUT.resolve("pureboot"));
        Outcome outcome = run(List.of(link.toString(), "java-home"), Map.of());
        assertThat(outcome).isEqualTo(new Outcome(0, temporary.resolve("jvm/java-25") + "\n"));
    }

    @Test
    void withoutMavenItSaysSo() throws IOException, InterruptedException {
        jdk("jvm/java-25", "25", true);
        assumeTrue(!Files.exists(Path.of("/usr/share/maven")) && !Files.exists(Path.of("/opt/maven")), "Maven is here");
        Outcome outcome = run(List.of(CHECKOUT.resolve("pureboot").toString(), "build"), Map.of());
        assertThat(outcome.output()).contains("no Maven");
    }

    @Test
    void tellsTheOptionsThatACommandWouldGet() throws IOException, InterruptedException {
        jdk("jvm/java-25", "25", true);
        Outcome engine = run(List.of(CHECKOUT.resolve("pureboot").toString(), "java-options", "engine"), Map.of());
        assertThat(engine.status()).as(engine.output()).isZero();
        assertThat(engine.output().lines())
                .contains("-XX:MaxRAMPercentage=40", "--sun-misc-unsafe-memory-access=allow")
                .contains("-Dpureboot.home=" + CHECKOUT);
        Outcome other = run(
                List.of(CHECKOUT.resolve("pureboot").toString(), "java-options", "status"),
                Map.of("PUREBOOT_JAVA_OPTS", "-Da=1 -Db=2"));
        assertThat(other.output().lines())
                .contains("-Xmx256m")
                .doesNotContain("-XX:MaxRAMPercentage=40")
                .endsWith("-Da=1", "-Db=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox sh"})
    void aCommandOfAnotherModuleIsBuiltAndRunThere(String shell) throws IOException, InterruptedException {
        assumeTrue(there(shell), shell + " is not here");
        jdkThatSaysWhatItIsTold();
        Path checkout = checkoutWith("deploy/bench/src/main/java/io/pureboot/bench/Bench.java");
        Outcome outcome = run(
                words(shell, checkout.resolve("pureboot").toString(), "bench", "engine", "--agents", "4 5"),
                Map.of("PUREBOOT_MAVEN", maven().toString()));
        assertThat(outcome.output().lines())
                .contains("maven -pl deploy/bench -am package")
                .containsSubsequence(
                        "-Xmx1g",
                        "-cp",
                        checkout.resolve("deploy/bench/target/pureboot/lib") + "/*",
                        "io.pureboot.bench.Bench",
                        "engine",
                        "--agents",
                        "4 5");
        assertThat(outcome.output()).doesNotContain("\nbench\n");
        assertThat(checkout.resolve("deploy/bench/target/pureboot/built")).exists();
        assertThat(checkout.resolve("deploy/standalone/target/pureboot/built")).exists();
    }

    @Test
    void aCommandThatIsNotInTheCheckoutIsSaidToBeMissing() throws IOException, InterruptedException {
        jdk("jvm/java-25", "25", true);
        Path checkout = checkoutWith("deploy/standalone/src/main/java/io/pureboot/standalone/PureBoot.java");
        Outcome outcome = run(List.of(checkout.resolve("pureboot").toString(), "chaos", "--seed", "1"), Map.of());
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1,
                        "pureboot: the command chaos is not in this checkout: deploy/lab has no class"
                                + " io.pureboot.lab.chaos.Chaos\n"));
    }

    @Test
    void everyShellScriptPassesShellcheck() throws IOException, InterruptedException {
        assumeTrue(there("shellcheck"), "shellcheck is not here");
        Outcome outcome = run(
                List.of(
                        "shellcheck",
                        "-x",
                        "pureboot",
                        ".ci/run",
                        "deploy/standalone/launcher/test.sh",
                        "boot-edge/src/test/resources/reflector/build-reflector.sh",
                        "boot-edge/src/test/resources/reflector/behind-reflector.sh"),
                Map.of("PATH", System.getenv("PATH")));
        assertThat(outcome).isEqualTo(new Outcome(0, ""));
    }

    private Outcome javaHome(String shell, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(shell.split(" ", -1)));
        command.addAll(List.of(CHECKOUT.resolve("pureboot").toString(), "java-home"));
        return run(command, environment);
    }

    /** With a home, a PATH and a place for JDKs of its own. */
    private Outcome run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(CHECKOUT.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PUREBOOT_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", pathWithoutJava());
        builder.environment().put("HOME", temporary.toString());
        builder.environment().put("PUREBOOT_JVM_DIR", temporary.resolve("jvm").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /** The programs that the script needs, by links, and no java. */
    private String pathWithoutJava() throws IOException {
        Path programs = Files.createDirectories(temporary.resolve("programs"));
        for (String name : List.of(
                "sh",
                "dash",
                "bash",
                "busybox",
                "sed",
                "head",
                "readlink",
                "dirname",
                "cat",
                "id",
                "ls",
                "awk",
                "find",
                "mkdir",
                "rm",
                "mv",
                "cp",
                "sleep",
                "getconf",
                "grep",
                "tr",
                "shellcheck")) {
            for (String folder : System.getenv("PATH").split(":", -1)) {
                Path program = Path.of(folder, name);
                Path link = programs.resolve(name);
                if (Files.isExecutable(program) && !Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, program);
                }
            }
        }
        return programs.toString();
    }

    private static List<String> words(String shell, String... more) {
        List<String> words = new ArrayList<>(List.of(shell.split(" ", -1)));
        words.addAll(List.of(more));
        return words;
    }

    /** A checkout that has the launcher and one file. */
    private Path checkoutWith(String file) throws IOException {
        Path checkout = Files.createDirectories(temporary.resolve("checkout")).toRealPath();
        Files.copy(CHECKOUT.resolve("pureboot"), checkout.resolve("pureboot"));
        Files.createDirectories(checkout.resolve(file).getParent());
        Files.createFile(checkout.resolve(file));
        return checkout;
    }

    /** Notes what it was asked to build; the JVM of the same test prints it. */
    private Path maven() throws IOException {
        return program("maven", """
                #!/bin/sh
                while [ "$1" != -pl ]; do shift; done
                echo "maven $*" >>"$HOME/maven.log"
                """);
    }

    private void jdkThatSaysWhatItIsTold() throws IOException {
        jdk("jvm/java-25", "25", true);
        Path program = program("java", """
                #!/bin/sh
                cat "$HOME/maven.log"
                printf '%s\\n' "$@"
                """);
        Files.move(program, temporary.resolve("jvm/java-25/bin/java"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(temporary.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void jdk(String name, String version, boolean compiler) throws IOException {
        Path home = Files.createDirectories(temporary.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : compiler ? List.of("java", "javac") : List.of("java")) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\nexit 1\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean there(String command) {
        String program = command.split(" ", -1)[0];
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
