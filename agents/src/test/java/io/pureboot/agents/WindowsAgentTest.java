package io.pureboot.agents;

import static io.pureboot.agents.FakeEdge.run;
import static io.pureboot.agents.FakeEdge.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.protocol.Directive;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P-34 to P-36 of the agent for Windows, against the same edge as the Linux agent's. Runs where there is a PowerShell: the one that {@code
 * PUREBOOT_PWSH} names, {@code pwsh} or {@code powershell} on the PATH; elsewhere it says so and is skipped.
 */
class WindowsAgentTest {
    private static final Path AGENT = Path.of("windows/pureboot-agent.ps1").toAbsolutePath();
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private Path scratch;

    private static String powerShell() {
        Optional<String> there = Optional.ofNullable(System.getenv("PUREBOOT_PWSH"))
                .or(() -> Stream.of("pwsh", "powershell")
                        .flatMap(name -> Surroundings.find(name).stream())
                        .map(Path::toString)
                        .findFirst());
        Assumptions.assumeTrue(
                there.isPresent(), "skipped: no PowerShell is here; install pwsh, or name it by PUREBOOT_PWSH");
        return there.get();
    }

    private Process start(String url, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PUREBOOT_SERVER",
                url,
                "PUREBOOT_EXECUTION",
                FakeEdge.EXECUTION.value(),
                "PUREBOOT_TOKEN",
                FakeEdge.TOKEN,
                "PUREBOOT_WORK_DIR",
                scratch.resolve("work").toString(),
                "PUREBOOT_BOOT_ID",
                "boot-1",
                "PUREBOOT_REBOOT_COMMAND",
                "echo \"$PUREBOOT_REBOOT_REASON\" >>" + scratch.resolve("reboots"),
                "PUREBOOT_BACKOFF_MILLIS",
                "20",
                "PUREBOOT_BACKOFF_MAX_MILLIS",
                "200",
                "PUREBOOT_LOG_SECONDS",
                "1"));
        environment.putAll(more);
        environment.values().removeIf(String::isEmpty);
        ProcessBuilder builder = new ProcessBuilder(
                        powerShell(),
                        "-NoProfile",
                        "-NonInteractive",
                        "-ExecutionPolicy",
                        "Bypass",
                        "-File",
                        AGENT.toString())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("agent.log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private int ends(Process process) throws InterruptedException, IOException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the agent still runs after " + LONGEST + "; it said:\n" + said());
        }
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(scratch.resolve("agent.log"));
    }

    private int runs(FakeEdge edge, Map<String, String> more) throws IOException, InterruptedException {
        return ends(start(edge.url(), more));
    }

    private static String log(FakeEdge edge, String step) {
        return new String(edge.log(step), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void powerShellItselfParsesIt() throws Exception {
        String command = "$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile('" + AGENT
                + "', [ref]$null, [ref]$errors); $errors | ForEach-Object { $_.ToString() }; exit @($errors).Count";
        Process process = new ProcessBuilder(powerShell(), "-NoProfile", "-NonInteractive", "-Command", command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void oneBootRunsSeveralStepsUntilDone() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REPORT, "boot", ""));
            edge.add(run("first", "Write-Output 'one'\n[Console]::Error.WriteLine('to stderr')"));
            edge.add(step(Directive.WAIT, "pause", ""));
            edge.add(run(
                    "second",
                    "pureboot_report 'half \"way\"' 50\npureboot_output disk '0 \"x\"'\nWrite-Output 'two \u00e9'"));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            assertThat(edge.finals()).hasSize(3).allSatisfy(report -> {
                assertThat(report.status()).isEqualTo(ReportStatus.SUCCESS);
                assertThat(report.bootId()).contains("boot-1");
                assertThat(report.attempt()).contains(1);
            });
            assertThat(log(edge, "first")).contains("one\n", "to stderr\n");
            assertThat(log(edge, "second")).isEqualTo("two \u00e9\n");
            StepReport last = edge.finals().getLast();
            assertThat(last.output().orElseThrow().path("disk").asText()).isEqualTo("0 \"x\"");
            StepReport progress = edge.received().get(2).report();
            assertThat(progress.subTask()).contains("half \"way\"");
            assertThat(progress.percent()).contains(50);
            assertThat(edge.asked()).allMatch("boot_id=boot-1"::equals);
        }
    }

    @Test
    void failuresAreReportedWhateverTheirKind() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(run("exit", "Write-Output 'before'; exit 7"));
            edge.add(run("throw", "throw 'no such luck'"));
            edge.add(run("command", "No-SuchCommand\nWrite-Output 'after'"));
            edge.add(run("syntax", "if ("));
            edge.add(run("killed", "[System.Diagnostics.Process]::GetCurrentProcess().Kill()"));
            edge.add(FakeEdge.runWith("interpreter", "no-such-program -x", "x"));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            List<StepReport> finals = edge.finals();
            assertThat(finals).hasSize(6).allMatch(report -> report.status() == ReportStatus.FAILED);
            assertThat(finals.get(0).exitCode()).contains(7);
            assertThat(finals.get(0).logs().orElse("")).contains("before");
            assertThat(finals.get(1).exitCode()).contains(1);
            assertThat(finals.get(1).logs().orElse("")).contains("no such luck");
            assertThat(finals.get(2).exitCode()).contains(1);
            assertThat(finals.get(2).logs().orElse(""))
                    .contains("No-SuchCommand")
                    .doesNotContain("after");
            assertThat(finals.get(3).exitCode()).contains(1);
            assertThat(finals.get(4).exitCode().orElse(0)).isNotZero();
            assertThat(finals.get(5).exitCode()).isEmpty();
        }
    }

    @Test
    void hostileOutputIsTextWhenItArrives() throws Exception {
        String script = """
                $out = [Console]::OpenStandardOutput()
                $bytes = [byte[]](0..255) + [byte[]](0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82, 0x22, 0x5c)
                $out.Write($bytes, 0, $bytes.Length)
                $out.Flush()
                exit 3""";
        StringBuilder ascii = new StringBuilder();
        for (char c = 1; c < 128; c++) {
            ascii.append(c);
        }
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(run("s1", script));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            assertThat(new String(edge.log("s1"), StandardCharsets.UTF_8))
                    .isEqualTo(ascii + "\u00e9\u20ac\ud83d\ude00\"\\");
            assertThat(edge.finals().getFirst().logs().orElse("")).endsWith("\u00e9\u20ac\ud83d\ude00\"\\");
        }
    }

    @Test
    void ofAHundredMegabytesTheLastLinesArrive() throws Exception {
        String script = """
                $out = [Console]::OpenStandardOutput()
                $bytes = [Text.Encoding]::ASCII.GetBytes(('a line of a script that talks too much' + "`n") * 25000)
                for ($i = 0; $i -lt 110; $i++) { $out.Write($bytes, 0, $bytes.Length) }
                $out.Flush()
                Write-Output 'end'
                exit 9""";
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.limitLogs(500_000);
            edge.add(run("s1", script));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            StepReport report = edge.finals().getFirst();
            assertThat(report.exitCode()).contains(9);
            assertThat(report.logs().orElse("").lines().toList())
                    .hasSize(200)
                    .last()
                    .isEqualTo("end");
            assertThat(edge.log("s1").length).isBetween(500_000, 570_000);
        }
    }

    @Test
    void reportsAndChunksAreRepeatedUntilTheyAreTaken() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("current", 503, 500, 200, 429);
            edge.failNext("report", 503, 408, 425, 429, 502);
            edge.failNext("logs", 503);
            edge.add(run("s1", "Write-Output 'once'; Start-Sleep -Seconds 4; Write-Output 'more'"));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            assertThat(edge.refused()).hasSize(5);
            assertThat(Stream.concat(edge.refused().stream(), edge.received().stream())
                            .map(r -> r.report().eventId().orElse(""))
                            .distinct())
                    .hasSize(1);
            assertThat(log(edge, "s1")).isEqualTo("once\nmore\n");
        }
    }

    @Test
    void aStepWhoseReportIsOnlySpooledIsNotRunASecondTime() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("report", 202, 202);
            edge.add(run("s1", "Add-Content -Path '" + scratch.resolve("count") + "' -Value 'once'"));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            assertThat(Files.readAllLines(scratch.resolve("count"))).hasSize(1);
            assertThat(edge.finals()).hasSize(3);
        }
    }

    @Test
    void cancelEndsTheScriptWithAllThatItHasStarted() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path child = scratch.resolve("child");
            edge.answerHeartbeats(HeartbeatDirective.CANCEL, false);
            edge.add(run(
                    "s1",
                    "$p = Start-Process -PassThru -FilePath '" + powerShell()
                            + "' -ArgumentList '-NoProfile','-Command','Start-Sleep 300'\n"
                            + "Set-Content -Path '" + child + "' -Value $p.Id\nWrite-Output 'busy'\nStart-Sleep 300"));
            assertThat(runs(edge, Map.of())).as(said()).isZero();
            StepReport report = edge.finals().getFirst();
            assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
            assertThat(report.message()).contains("cancelled");
            assertThat(edge.heartbeats().getFirst().stepId().orElseThrow().value())
                    .isEqualTo("s1");
            if (Files.exists(child)) {
                long pid = Long.parseLong(Files.readString(child).strip());
                await("process " + pid + " is gone")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> ProcessHandle.of(pid)
                                .map(handle -> !handle.isAlive())
                                .orElse(true));
            }
        }
    }

    @Test
    void rebootIsReportedFirstAndEndsTheAgent() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REBOOT, "again", ""));
            assertThat(runs(edge, Map.of())).as(said()).isEqualTo(3);
            assertThat(edge.finals().getFirst().message()).contains("rebooting");
            assertThat(Files.readAllLines(scratch.resolve("reboots"))).containsExactly("reboot");
        }
    }

    @Test
    void whatIsMissingOrWrongIsSaid() throws Exception {
        for (String name : List.of("PUREBOOT_SERVER", "PUREBOOT_EXECUTION", "PUREBOOT_TOKEN")) {
            assertThat(ends(start("http://127.0.0.1:9", Map.of(name, "a b")))).isEqualTo(64);
        }
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            assertThat(runs(edge, Map.of("PUREBOOT_TOKEN", "other"))).as(said()).isEqualTo(77);
        }
    }

    @Test
    void itsOrdersMayStandInAFile() throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REPORT, "boot", ""));
            Path file = Files.writeString(
                    scratch.resolve("agent.conf"),
                    "PUREBOOT_SERVER=" + edge.url() + "/\r\nPUREBOOT_EXECUTION=" + FakeEdge.EXECUTION.value()
                            + "\r\nPUREBOOT_TOKEN=" + FakeEdge.TOKEN + "\r\n");
            Map<String, String> more = Map.of(
                    "PUREBOOT_CONFIG_FILE", file.toString(),
                    "PUREBOOT_SERVER", "",
                    "PUREBOOT_EXECUTION", "",
                    "PUREBOOT_TOKEN", "");
            assertThat(runs(edge, more)).as(said()).isZero();
            assertThat(edge.finals()).hasSize(1);
        }
    }
}
