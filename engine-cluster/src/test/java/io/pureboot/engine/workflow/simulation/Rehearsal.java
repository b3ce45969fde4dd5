package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.Problem;
import java.util.List;

/** Workflows and outcomes for tests, as people write them, and timelines as lines. */
final class Rehearsal {
    /** Document 000's flow with each of its step types and each of its failure policies but skip. */
    static final String UBUNTU = """
            name: ubuntu
            os_family: linux
            timeout_seconds: 14400
            on_cancel: [wipe]
            cancel_grace_seconds: 30
            steps:
              - {name: boot, type: boot, config: {boot_timeout_seconds: 600}, timeout_seconds: 900, on_failure: retry, max_retries: 2,
                 next_state: installing}
              - {name: install, type: script, config: {script: x}, timeout_seconds: 3600, on_failure: retry, max_retries: 3,
                 retry_delay_seconds: 30, backoff: exponential, jitter: 0.5, heartbeat_timeout_seconds: 120}
              - {name: settle, type: wait, config: {duration_seconds: 20}}
              - {name: reboot, type: reboot, config: {confirm: boot}, timeout_seconds: 600, next_state: installed}
              - {name: configure, type: cloud_init, timeout_seconds: 1800, on_failure: rollback, rollback_step_id: undo, next_state: active}
              - {name: undo, type: script, config: {script: x}, timeout_seconds: 300}
              - {name: wipe, type: script, config: {script: x}, timeout_seconds: 300}
            """;

    private Rehearsal() {}

    static CompiledGraph graph(String yaml) {
        return switch (PureBootDialect.readYaml(yaml, StepTypes.all())) {
            case Reading.Definition read -> GraphCompiler.compile(read.definition(), StepTypes.all());
            case Reading.Faulty faulty ->
                throw new AssertionError("the test's workflow is faulty: " + faulty + "\n" + yaml);
        };
    }

    static Outcomes outcomes(CompiledGraph graph, String text) {
        return switch (OutcomeText.read(text, graph, StepTypes.all().names())) {
            case OutcomesReading.Script(Outcomes outcomes) -> outcomes;
            case OutcomesReading.Faulty(List<Problem.Fault> faults) -> throw new AssertionError(text + ": " + faults);
        };
    }

    static Simulated of(String yaml, String outcomes) {
        CompiledGraph graph = graph(yaml);
        return Simulation.run(graph, outcomes(graph, outcomes), () -> true);
    }

    /** The timeline, such as {@code 0:01:10 install#1 attempt-ended failed: exit code 2}. */
    static List<String> lines(Simulated simulated) {
        return simulated.timeline().stream()
                .map(each -> Spans.clock(each.at())
                        + each.step().map(step -> " " + step).orElse("")
                        + each.attempt().map(attempt -> "#" + attempt).orElse("")
                        + " " + each.event() + " " + each.why())
                .toList();
    }
}
