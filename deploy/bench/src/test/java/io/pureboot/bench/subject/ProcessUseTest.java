package io.pureboot.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ProcessUseTest {
    private static final String BUSY = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";

    @Test
    void timeOfADescendantIsCountedWhileItLivesAndAfterItsEnd() throws Exception {
        // A shell whose child is busy, then ends, and is waited for; the shell lives on.
        Process shell = new ProcessBuilder("sh", "-c", "sh -c '" + BUSY + "; read go'; read end; true").start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> ProcessUse.cpuOfTree(shell.pid()).toMillis() >= 100);
            Duration living = ProcessUse.cpuOfTree(shell.pid());
            shell.outputWriter().write("go\n");
            shell.outputWriter().flush();
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
        HeapLook look = HeapLook.at(ProcessHandle.current().pid());
        assertThat(look.liveBytes()).isGreaterThan(100_000);
        assertThat(look.instances("io.pureboot.bench.subject.ProcessUseTest")).isEqualTo(1);
        assertThat(look.instances("io.pureboot.bench.subject.Nobody")).isZero();
    }
}
