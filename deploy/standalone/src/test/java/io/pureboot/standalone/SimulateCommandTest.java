package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code workflow simulate}: what it prints, and its exit status. No server is needed. */
final class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path temporary;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(temporary.resolve("w.yaml"), """
                name: w
                os_family: linux
                timeout_seconds: 1000
                steps:
                  - {name: install, type: script, config: {script: x}, timeout_seconds: 600, on_failure: retry, max_retries: 2}
                  - {name: settle, type: wait, config: {duration_seconds: 20}}
                """);
    }

    @Test
    void printsTablesForPeople() {
        assertThat(run("--outcomes", "install=fail:2@10s,ok@40s;settle=reboot@2s"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "AT       STEP     #  EVENT              WHY",
                        "0:00:00              execution-created  begins; the whole run must end by 0:16:40",
                        "0:00:00  install  1  attempt-started    must end by 0:10:00",
                        "0:00:05              boot-requested     the machine boots and asks for what it boots",
                        "0:00:10  install  1  attempt-ended      failed: exit code 2",
                        "0:00:10  install     retry-scheduled    tried again at 0:00:40, as try 2 of this run",
                        "0:00:40  install  2  attempt-started    must end by 0:10:40",
                        "0:01:20  install  2  attempt-ended      success",
                        "0:01:20  settle   1  attempt-started    waits until 0:01:40",
                        "0:01:22              boot-requested     the machine boots and asks for what it boots",
                        "0:01:22  settle   1  unexpected-reboot  the machine has rebooted unexpectedly; on_unexpected_reboot: resume",
                        "0:01:40  settle   1  attempt-ended      success: waited",
                        "0:01:40              execution-ended    completed",
                        "",
                        "FROM     UNTIL    STEP     FIRES FIRST      AT       WAITS FOR",
                        "0:00:00  0:00:10  install  attempt_timeout  0:10:00  The report on attempt 1 of step 'install', which runs on the"
                                + " machine, is awaited.",
                        "0:00:10  0:00:40  install  retry_delay      0:00:40  Step 'install' has failed and waits for its next attempt,"
                                + " due at 0:00:40.",
                        "0:00:40  0:01:20  install  attempt_timeout  0:10:40  The report on attempt 2 of step 'install', which runs on the"
                                + " machine, is awaited.",
                        "0:01:20  0:01:40  settle   wait             0:01:40  Step 'settle' waits for its time to pass, until 0:01:40.",
                        "",
                        "longest possible 0:16:40 (the workflow's timeout; its steps could take 0:20:50), with a cancel at its last moment"
                                + " 0:17:40",
                        "STEP     PHASE    ATTEMPTS  EACH     DELAYS   TOTAL    FIRES FIRST      AFTER",
                        "install  forward  2         0:10:00  0:00:30  0:20:30  attempt_timeout  0:10:00",
                        "settle   forward  1         0:00:20  0:00:00  0:00:20  wait             0:00:20",
                        "no limit: a pause by an operator stops the clocks until somebody resumes it",
                        "no limit: a machine that boots more than 5 times within 30 minutes in one step is held (paused) until somebody"
                                + " resumes it; boot_loop {boots: 0} turns that off",
                        "no limit: a retry by an operator after the end begins a new run, with a new limit",
                        "",
                        "end: completed after 0:01:40");
    }

    @Test
    void answersJsonAndCanBeATest() throws IOException {
        Path script = Files.writeString(temporary.resolve("o.json"), "{\"steps\": {\"install\": \"silent\"}}");
        assertThat(run("--outcomes-file", script.toString(), "--json", "--expect", "failed"))
                .as(err.toString())
                .isZero();
        JsonNode simulated = Json.mapper().readTree(out.toString());
        assertThat(simulated.path("status").asText()).isEqualTo("failed");
        assertThat(simulated.path("duration_seconds").asInt()).isEqualTo(1000);
        assertThat(run("--outcomes", "install=hang", "--expect", "completed")).isEqualTo(1);
        assertThat(err.toString()).contains("expected the end completed, and it is failed");
    }

    @Test
    void saysWhereFaultsAre() throws IOException {
        assertThat(run("--outcomes", "install=okay")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--outcomes:1:9: 'okay' is no outcome")
                .contains("[outcome_unknown]");
        Files.writeString(file, "name: w\nos_family: linux\nsteps: 5\n");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains(file + ":3:8: /steps must be a list [wrong_type]");
        Files.delete(file);
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file " + file);
    }

    private int run(String... options) {
        return PureBoot.commandLine(new ServersThatRemember())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("workflow", "simulate", file.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }
}
