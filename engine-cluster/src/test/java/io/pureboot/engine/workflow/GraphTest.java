package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The machine runs graphs, of which lists are the simplest. */
class GraphTest {
    /** prepare → (disk, network) → install, with a roll-back step aside. */
    static CompiledGraph diamond() {
        CompiledGraph list = GraphCompiler.compile(Story.definition("""
                        steps:
                          - {name: prepare, type: script, config: {script: x}}
                          - {name: disk, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
                          - {name: network, type: script, config: {script: x}, on_failure: retry, max_retries: 2, next_state: active}
                          - {name: install, type: script, config: {script: x}}
                          - {name: undo, type: script, config: {script: x}}
                        """), io.pureboot.engine.step.StepTypes.all());
        Map<String, List<StepId>> edges = Map.of(
                "prepare", List.of(new StepId("disk"), new StepId("network")),
                "disk", List.of(new StepId("install")),
                "network", List.of(new StepId("install")));
        return new CompiledGraph(
                list.steps().stream()
                        .map(step ->
                                withEdges(step, edges.getOrDefault(step.id().value(), List.of())))
                        .toList(),
                list.entries(),
                List.of(),
                list.timeout(),
                list.cancelGrace(),
                list.bootLoop());
    }

    private static GraphStep withEdges(GraphStep step, List<StepId> edges) {
        return new GraphStep(
                step.id(),
                step.sequence(),
                step.name(),
                step.type(),
                step.config(),
                step.behaviour(),
                step.timeout(),
                step.onFailure(),
                step.retry(),
                step.nextState(),
                step.rollbackStep(),
                step.heartbeatTimeout(),
                step.lateSuccess(),
                edges,
                step.onUnexpectedReboot());
    }

    @Test
    void branchesRunSideBySideAndJoin() {
        Story story = Story.of(diamond()).success("prepare");
        assertThat(story.underWay()).containsExactly("disk#1", "network#1");
        story.success("network");
        assertThat(story.underWay()).as("a join waits for all").containsExactly("disk#1");
        story.success("disk");
        assertThat(story.underWay()).containsExactly("install#1");
        assertThat(story.success("install").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aFailedBranchEndsTheOthersBeforeRollingBack() {
        Story story = Story.of(diamond()).success("prepare").failed("disk");
        assertThat(story.underWay()).containsExactly("undo#1");
        assertThat(story.attempts("network")).containsExactly("cancelled");
        assertThat(story.success("undo").execution().rolledBack()).isTrue();
        story.retry();
        assertThat(story.underWay()).as("all that was not done").containsExactlyInAnyOrder("disk#2", "network#2");
    }

    @Test
    void cancelWaitsForEveryBranch() {
        Story story = Story.of(diamond()).success("prepare").cancel().failed("disk");
        assertThat(story.status()).isEqualTo(ExecutionStatus.CANCELLING);
        assertThat(story.success("network").status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void aListCompilesToAChainWithTheOthersAside() {
        CompiledGraph graph = GraphCompiler.compile(Story.definition("""
                        on_cancel: [wipe]
                        steps:
                          - {name: b, sequence: 20, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
                          - {name: a, sequence: 10, type: script, config: {script: x}}
                          - {name: wipe, sequence: 15, type: script, config: {script: x}}
                          - {name: undo, sequence: 1, type: script, config: {script: x}}
                        """), io.pureboot.engine.step.StepTypes.all());
        assertThat(graph.entries()).containsExactly(new StepId("a"));
        assertThat(graph.forward()).containsExactly(new StepId("a"), new StepId("b"));
        assertThat(graph.onCancel()).containsExactly(new StepId("wipe"));
    }

    @Test
    void theGraphKnowsWhatStandsBeforeAndAfterAStep() {
        CompiledGraph graph = diamond();
        assertThat(open(graph)).containsExactly("prepare");
        assertThat(open(graph, "prepare")).containsExactly("disk", "network");
        assertThat(open(graph, "prepare", "network")).containsExactly("disk");
        assertThat(open(graph, "prepare", "network", "disk")).containsExactly("install");
        assertThat(graph.before(new StepId("install")))
                .containsExactlyInAnyOrder(new StepId("prepare"), new StepId("disk"), new StepId("network"));
        assertThat(graph.after(new StepId("disk"))).containsExactly(new StepId("install"));
        assertThat(graph.after(new StepId("nowhere"))).isEmpty();
    }

    private static List<String> open(CompiledGraph graph, String... settled) {
        Set<StepId> over = Stream.of(settled).map(StepId::new).collect(Collectors.toSet());
        return graph.open(over).stream().map(step -> step.id().value()).toList();
    }
}
