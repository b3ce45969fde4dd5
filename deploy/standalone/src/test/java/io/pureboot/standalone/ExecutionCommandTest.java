package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The subcommands of {@code execution}: what they ask of an engine, and what they print. */
final class ExecutionCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private EngineThatWritesDown engine;

    @BeforeEach
    void start() throws IOException {
        engine = new EngineThatWritesDown();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void whyIsToldInLines() {
        engine.answer = """
                {"id": "e1", "status": "running", "waits_for": "The report is awaited.", "since": "2026-01-26T08:00:00Z",
                 "deadlines": [{"cause": "attempt_timeout", "at": "2026-01-26T09:00:00Z", "step": "a", "attempt": 2},
                               {"cause": "execution_timeout", "at": "2026-01-26T10:00:00Z"}],
                 "heartbeat_timeouts": [{"step_id": "a", "attempt": 2, "seconds": 60}],
                 "accepted_callbacks": [{"step_id": "a", "attempt": 2, "statuses": ["success", "failed"],
                                         "path": "/api/v1/callback/e1/step/a"}],
                 "asked_of_node": [{"request_id": "1/b/1", "node_id": "n1", "what": "move_to installed"}],
                 "last_refusals": [{"at": "2026-01-26T08:30:00Z", "step": "b", "status": "success", "code": "attempt-closed"}]}""";
        assertThat(run("why", "e1")).as(err.toString()).isZero();
        assertThat(engine.asked).containsExactly("GET /api/v1/executions/e1/why ");
        assertThat(out.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "The report is awaited.",
                        "",
                        "since     2026-01-26T08:00:00Z",
                        "next      attempt_timeout of step a, attempt 2 at 2026-01-26T09:00:00Z",
                        "then      execution_timeout at 2026-01-26T10:00:00Z",
                        "watched   step a, attempt 2: a heartbeat every 60 s at least",
                        "accepts   success, failed at /api/v1/callback/e1/step/a",
                        "asked     node n1: move_to installed",
                        "refused   success of step b at 2026-01-26T08:30:00Z: attempt-closed");
    }

    @Test
    void pauseResumeAndSkipSayWhyAndPrintTheNewStatus() {
        engine.answer = "{\"id\": \"e1\", \"status\": \"paused\"}";
        assertThat(run("pause", "e1", "--reason", "new switch"))
                .as(err.toString())
                .isZero();
        assertThat(run("resume", "e1")).isZero();
        assertThat(run("skip", "e1", "--step", "rest", "--reason", "no need")).isZero();
        assertThat(engine.asked)
                .containsExactly(
                        "POST /api/v1/executions/e1/pause {\"reason\":\"new switch\"}",
                        "POST /api/v1/executions/e1/resume {}",
                        "POST /api/v1/executions/e1/skip {\"reason\":\"no need\",\"step_id\":\"rest\"}");
        assertThat(out.toString()).contains("execution e1: paused");
    }

    @Test
    void whatIsMissingIsAskedFor() {
        assertThat(run("skip", "e1")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason");
        assertThat(run("why")).isEqualTo(2);
        assertThat(run("why", "no id at all")).isEqualTo(1);
        assertThat(engine.asked).isEmpty();
    }

    private int run(String... arguments) {
        CommandLine line = PureBoot.commandLine(new ServersThatRemember());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new java.util.ArrayList<>(List.of("execution"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", engine.url(), "--token", "t"));
        return line.execute(all.toArray(String[]::new));
    }
}
