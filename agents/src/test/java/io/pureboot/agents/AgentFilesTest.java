package io.pureboot.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed, and that it is clean shell. */
class AgentFilesTest {
    @TempDir
    private Path scratch;

    @Test
    void everyFileIsOnTheClassPathAndIsUnpackedExecutable() throws Exception {
        AgentFiles.unpack(scratch);
        for (String resource : AgentFiles.ALL) {
            Path file = scratch.resolve(resource.substring(AgentFiles.ROOT.length()));
            assertThat(file).isExecutable();
            assertThat(Files.readString(file)).startsWith(AgentFiles.SHELL.contains(resource) ? "#!" : "# ");
        }
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        Assumptions.assumeTrue(Surroundings.find("shellcheck").isPresent(), "skipped: shellcheck is not installed");
        AgentFiles.unpack(scratch);
        List<String> command = new ArrayList<>(List.of("shellcheck", "--shell=sh"));
        AgentFiles.SHELL.forEach(r -> command.add(
                scratch.resolve(r.substring(AgentFiles.ROOT.length())).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
