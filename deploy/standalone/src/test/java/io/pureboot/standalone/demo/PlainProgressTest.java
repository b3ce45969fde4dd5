package io.pureboot.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.StepTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlainProgressTest {
    private static final String RUNNING = """
            {"id": "e1", "node_id": "n1", "workflow_id": "w1", "workflow_name": "demo", "status": "running",
             "current_step_id": "install", "started_at": "2026-01-02T03:04:05Z", "something_new": {"later": true},
             "steps": [{"id": "boot", "name": "boot", "type": "boot", "sequence": 1, "status": "success"},
                       {"id": "install", "name": "install", "type": "script", "sequence": 2, "status": "running"},
                       {"id": "settle", "name": "settle", "type": "wait", "sequence": 3, "status": "pending"}],
             "step_results": [
               {"step_id": "boot", "step_name": "boot", "type": "boot", "attempt": 1, "status": "success",
                "started_at": "2026-01-02T03:04:05Z", "completed_at": "2026-01-02T03:04:06.25Z", "message": "up"},
               {"step_id": "install", "step_name": "install", "type": "script", "attempt": 1, "status": "failed", "exit_code": 3,
                "started_at": "2026-01-02T03:04:07Z", "completed_at": "2026-01-02T03:04:08Z", "message": "no disk\\nat all"},
               {"step_id": "install", "step_name": "install", "type": "script", "attempt": 2, "status": "running",
                "started_at": "2026-01-02T03:04:09Z",
                "sub_tasks": [{"at": "2026-01-02T03:04:10Z", "message": "unpacking", "percent": 40}]}]}
            """;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 80, false);

    @Test
    void aPipeGetsEachChangeOnceAndNothingPaintedOver() throws IOException {
        Progress progress = Progress.on(terminal, 1);
        progress.show(List.of(machine()));
        progress.show(List.of(machine()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                          boot (boot): running
                          boot (boot): success after 1.3 s
                          install (script): running
                          install (script): failed after 1.0 s
                          install (script) attempt 2: running
                             40 % unpacking
                        """);
    }

    @Test
    void manyMachinesAreCounted() throws IOException {
        Progress progress = Progress.on(terminal, 2);
        progress.show(List.of(machine(), machine()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("  0 completed, 2 under way (2 of 6 steps)\n");
    }

    @Test
    void aTerminalOfSeventyColumnsIsNeverWrapped() throws IOException {
        Terminal narrow = new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, 70, false);
        for (Progress progress : List.of(new StepProgress(narrow), new FleetProgress(narrow))) {
            progress.show(List.of(machine()));
            progress.show(List.of(machine()));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)
                        .replaceAll("\u001b\\[[0-9]*[A-Za-z]|\r", "")
                        .lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(70));
    }

    @Test
    void theTableHasARowForEachAttemptAndForWhatIsToCome() throws IOException {
        List<String> lines = StepTable.of(view()).lines();
        assertThat(lines.getFirst().split(" +", -1))
                .containsExactly("STEP", "TYPE", "ATTEMPT", "STATUS", "SECONDS", "EXIT", "MESSAGE");
        assertThat(lines.get(1)).contains("boot", "success", "1.3", "up");
        assertThat(lines.get(2))
                .contains("install", "failed", "1.0", "3", "no disk")
                .doesNotContain("at all");
        assertThat(lines.get(3)).contains("install", "2", "running");
        assertThat(lines.get(4)).contains("settle", "wait", "pending");
    }

    private static Progress.Machine machine() throws IOException {
        return new Progress.Machine(
                "machine-1", view(), Optional.of("a line that is much longer than any terminal is wide ".repeat(4)));
    }

    private static ExecutionView view() throws IOException {
        return Json.mapper().readValue(RUNNING, ExecutionView.class);
    }
}
