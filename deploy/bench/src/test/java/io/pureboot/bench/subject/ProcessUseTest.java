package io.pureboot.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessUseTest {
    @TempDir
    private Path scratch;

    @Test
    void timeOfADescendantIsCountedWhileItLivesAndAfterItsEnd() throws Exception {
        Path enough = scratch.resolve("enough");
        // A shell whose child is busy until there is a file; it waits for the child, and lives on.
        Process shell = new ProcessBuilder(
                        "sh", "-c", "sh -c 'until [ -e \"$0\" ]; do :; done' \"$0\"; read end; true", enough.toString())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> ProcessUse.cpuOfTree(shell.pid()).toMillis() >= 100);
            Duration living = ProcessUse.cpuOfTree(shell.pid());
            Files.createFile(enough);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> shell.children().findAny().isEmpty());
            assertThat(ProcessUse.cpuOfTree(shell.pid())).isGreaterThanOrEqualTo(living);
        } finally {
            shell.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void memoryIsInBytes() throws IOException {
        long self = ProcessHandle.current().pid();
        long now = ProcessUse.memory(self, "VmRSS");
        assertThat(now).isGreaterThan(10_000_000);
        assertThat(ProcessUse.memory(self, "VmHWM")).isGreaterThanOrEqualTo(now);
    }

    @Test
    void theHeapOfAProcessIsCountedByClass() throws Exception {
        // Another JVM: one that looks at itself stands still while it should read what is said of it.
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JvmThatWaits.class.getName())
                .start();
        try {
            assertThat(jvm.inputReader().readLine()).isEqualTo("up");
            HeapLook look = HeapLook.at(jvm.pid());
            assertThat(look.liveBytes()).isGreaterThan(100_000);
            assertThat(look.instances(JvmThatWaits.class.getName())).isEqualTo(1);
            assertThat(look.instances("io.pureboot.bench.subject.Nobody")).isZero();
        } finally {
            jvm.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }
}
