package io.pureboot.engine.workflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.engine.journal.EventName;
import io.pureboot.engine.journal.EventNames;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write of outcomes: both forms mean the same, and faults are named where they stand. */
class OutcomesTest {
    private static final CompiledGraph GRAPH = Rehearsal.graph(Rehearsal.UBUNTU);

    @Test
    void textAndJsonMeanTheSame() throws JsonProcessingException {
        Outcomes text = Rehearsal.outcomes(GRAPH, """
                # the second try works
                install = fail:2@10s, reboot@5s + ok@1m30s ; script:*=fatal:7
                *=hang
                settle=reboot@3s
                pause@30s;resume@1h; cancel@2h""");
        String json = """
                {"steps": {"install": [{"result": "fail", "exit_code": 2, "after_seconds": 10},
                                       {"result": "ok", "after_seconds": 90, "reboots_at_seconds": [5]}],
                           "settle": "reboot@3s"},
                 "types": {"script": [{"result": "fatal", "exit_code": 7}]}, "default": "hang",
                 "hands": [{"do": "cancel", "at_seconds": 7200}, {"do": "pause", "at_seconds": 30}, {"do": "resume", "at_seconds": 3600}]}
                """;
        assertThat(OutcomeJson.read(
                        Json.mapper().readTree(json), GRAPH, StepTypes.all().names()))
                .isEqualTo(new OutcomesReading.Script(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instal=ok                  | 1:1  step_unknown",
                "install=okk                | 1:9  outcome_unknown",
                "install=                   | 1:9  outcome_unknown",
                "install=ok,fail:256        | 1:17 exit_code_invalid",
                "install=ok:1               | 1:9  exit_code_invalid",
                "install=ok@5x              | 1:12 duration_invalid",
                "install=ok@                | 1:12 duration_invalid",
                "install=ok@99999999999d    | 1:12 duration_invalid",
                "install=hang@5s            | 1:9  outcome_syntax",
                "install=ok+reboot@5s       | 1:9  outcome_syntax",
                "install=reboot             | 1:9  duration_invalid",
                "install=no-phone-home      | 1:9  outcome_misplaced",
                "settle=ok                  | 1:8  outcome_misplaced",
                "disk:*=ok                  | 1:1  type_unknown",
                "cancel                     | 1:1  outcome_syntax",
                "stop@5s                    | 1:1  outcome_syntax",
                "pause@soon                 | 1:7  duration_invalid",
                "install=ok;boot=ok;install=hang | 1:20 duplicate",
            })
    void aFaultSaysWhereItIs(String text, String expected) {
        assertThat(faults(text)).containsExactly(expected.replaceAll(" +", " "));
    }

    @Test
    void allFaultsAreNamedAtOnceWithTheirLines() {
        assertThat(faults("install=okk\n  boot=ok@x # why not\ncancel@2m;nowhere=ok"))
                .containsExactly("1:9 outcome_unknown", "2:11 duration_invalid", "3:11 step_unknown");
    }

    private static List<String> faults(String text) {
        return switch (OutcomeText.read(text, GRAPH, StepTypes.all().names())) {
            case OutcomesReading.Script script -> List.of();
            case OutcomesReading.Faulty(List<Problem.Fault> faults) ->
                faults.stream()
                        .map(fault -> fault.line().orElseThrow() + ":"
                                + fault.column().orElseThrow() + " " + fault.code())
                        .toList();
        };
    }

    @Test
    void faultsOfJsonHavePointers() throws JsonProcessingException {
        String json = """
                {"steps": {"install": [{"result": "okay"}, "fail:2@", 7], "nowhere": []}, "types": {"disk": "ok"}, "default": "x",
                 "hands": [{"do": "stop", "at_seconds": -1}, {}], "more": 1}
                """;
        OutcomesReading reading = OutcomeJson.read(
                Json.mapper().readTree(json), GRAPH, StepTypes.all().names());
        assertThat(reading).isInstanceOf(OutcomesReading.Faulty.class);
        assertThat(((OutcomesReading.Faulty) reading).faults().stream().map(fault -> fault.path() + " " + fault.code()))
                .containsExactlyInAnyOrder(
                        "/steps/install/0/result unknown_value",
                        "/steps/install/1 duration_invalid",
                        "/steps/install/2 wrong_type",
                        "/steps/nowhere step_unknown",
                        "/types/disk type_unknown",
                        "/default outcome_unknown",
                        "/hands/0/do unknown_value",
                        "/hands/0/at_seconds out_of_range",
                        "/hands/1/do missing_field",
                        "/hands/1/at_seconds missing_field",
                        "/more unknown_field");
    }

    @Test
    void everyEventHasTheJournalsName() {
        Set<String> inJournal = EventNames.all().stream()
                .filter(name -> ExecutionEvent.class.isAssignableFrom(name.type()))
                .map(EventName::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(inJournal).hasSize(ExecutionEvent.class.getPermittedSubclasses().length);
        Simulated run = Rehearsal.of(Rehearsal.UBUNTU, "install=fail;configure=fail;undo=ok;pause@10s;resume@20s");
        Set<String> seen =
                run.timeline().stream().map(Simulated.Happening::event).collect(Collectors.toSet());
        seen.remove("node-moved");
        assertThat(inJournal).containsAll(seen);
        assertThat(Arrays.stream(Outcome.Ending.values()).map(Outcome.Ending::word))
                .doesNotHaveDuplicates();
    }

    @Test
    void aPauseThatNobodyEndsWaitsForEver() {
        Simulated run = Rehearsal.of(Rehearsal.UBUNTU, "pause@70s");
        assertThat(run.ended()).isFalse();
        assertThat(run.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(run.stopped().orElseThrow())
                .isEqualTo("nothing ticks and nobody will say anything: it waits until somebody acts. "
                        + "The execution is paused by operator; nothing runs; it waits to be resumed.");
    }

    @Test
    void aMachineThatBootsAgainAndAgainIsHeld() {
        Simulated run = Rehearsal.of(
                Rehearsal.UBUNTU, "install=reboot@1s+reboot@2s+reboot@3s+reboot@4s+reboot@5s+reboot@6s+ok@10s");
        assertThat(Rehearsal.lines(run))
                .contains("0:01:06 install#1 boot-loop-detected".replace("#1", "")
                        + " the machine has booted 6 times since 0:01:01; it is served no more");
    }

    @Test
    void anEndlessRunStopsAtItsBounds() {
        String many =
                Rehearsal.UBUNTU.replace("max_retries: 3", "max_retries: 1000").replace("timeout_seconds: 14400", "");
        assertThat(Rehearsal.of(many, "install=fail@0s").timeline()).hasSizeLessThan(Simulation.MOST_EVENTS + 100);
        CompiledGraph graph = Rehearsal.graph(many);
        Simulated late = Simulation.run(graph, Outcomes.USUAL, () -> false);
        assertThat(late.ended()).isFalse();
        assertThat(late.stopped().orElseThrow()).startsWith("stopped: it has taken too long to simulate. ");
    }

    @Test
    void aLateSuccessIsTakenWhereTheStepTakesIt() {
        String yaml = Rehearsal.UBUNTU.replace(
                "heartbeat_timeout_seconds: 120", "heartbeat_timeout_seconds: 120, late_success: accept");
        assertThat(Rehearsal.of(yaml, "install=ok@3610s").status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(Rehearsal.lines(Rehearsal.of(Rehearsal.UBUNTU, "install=ok@3610s,ok@5s")))
                .contains("1:01:10 install#1 report-refused a report of success was refused: attempt-closed");
    }

    @Test
    void aWaitSaysWhichDeadlineFiresFirst() {
        Simulated run = Rehearsal.of(Rehearsal.UBUNTU, "");
        assertThat(run.waits().stream()
                        .map(wait ->
                                wait.step().orElseThrow() + " " + wait.from().toSeconds() + "-"
                                        + wait.until().toSeconds() + " "
                                        + wait.ticking().getFirst().cause().wire() + "@"
                                        + wait.ticking().getFirst().at().toSeconds() + " "
                                        + wait.endedBy().orElse("nothing")))
                .containsExactly(
                        "boot 0-30 first_contact@600 boot-requested",
                        "boot 30-60 attempt_timeout@900 attempt-ended",
                        "install 60-90 heartbeat_timeout@180 attempt-ended",
                        "settle 90-110 wait@110 attempt-ended",
                        "reboot 110-155 attempt_timeout@710 reboot-announced",
                        "reboot 155-200 attempt_timeout@710 boot-requested",
                        "configure 200-320 attempt_timeout@2000 attempt-ended");
    }
}
