package io.pureboot.engine.execution;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.node.NodePatch;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two engines, one database: it does not matter which of them is asked. */
class ClusterTest {
    private static final int MACHINES = 12;

    @Test
    void whicheverEngineIsAskedTheExecutionAnswers() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        try (EngineMember one = EngineMember.found(database, Map.of());
                EngineMember two = one.joinedBy(database, Map.of())) {
            List<NodeView> nodes = new ArrayList<>();
            List<ExecutionId> ids = new ArrayList<>();
            for (int i = 0; i < MACHINES; i++) {
                EngineMember engine = i % 2 == 0 ? one : two;
                NodeView node = Machines.registered(engine);
                nodes.add(node);
                ids.add(started(engine, node));
            }
            for (ExecutionId id : ids) {
                Execution here = get(one.executions().get(id)).orElseThrow();
                Execution there = get(two.executions().get(id)).orElseThrow();
                // One of the two answers has crossed the wire.
                assertThat(here).isEqualTo(there);
                Heartbeat beat = new Heartbeat(Optional.empty(), Optional.empty(), Optional.of("boot-1"));
                assertThat(get(one.executions().heartbeat(id, 0, beat)))
                        .isEqualTo(get(two.executions().heartbeat(id, 0, beat)))
                        .isInstanceOf(HeartbeatReply.Taken.class);
                report(one, id, "one");
                report(two, id, "two");
                Execution ended = Awaitility.await("the release of the node to be answered")
                        .atMost(Duration.ofSeconds(30))
                        .until(
                                () -> get(one.executions().get(id)).orElseThrow(),
                                execution -> execution.requests().isEmpty());
                assertThat(ended.status()).isEqualTo(ExecutionStatus.COMPLETED);
                assertThat(get(two.executions().get(id))).contains(ended);
            }
            for (NodeView node : nodes) {
                Awaitility.await("release")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> get(two.nodes().get(node.id()))
                                .orElseThrow()
                                .activeExecutionId()
                                .isEmpty());
                patched(two, node);
                assertThat(get(one.nodes().get(node.id())))
                        .isEqualTo(get(two.nodes().get(node.id())));
            }
        }
    }

    @Test
    void whatADeadEngineHeldGoesOnElsewhere() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        // Down at once: the test is about what follows, not about the failure detector.
        Map<String, Object> keys = Map.of();
        List<ExecutionId> ids = new ArrayList<>();
        try (EngineMember one = EngineMember.found(database, keys)) {
            EngineMember two = one.joinedBy(database, keys);
            for (int i = 0; i < MACHINES; i++) {
                ids.add(started(one, Machines.registered(one)));
            }
            two.close();
            one.down(two);
            for (ExecutionId id : ids) {
                report(one, id, "one");
                report(one, id, "two");
                assertThat(get(one.executions().get(id)).orElseThrow().status()).isEqualTo(ExecutionStatus.COMPLETED);
            }
        }
    }

    private static void patched(EngineMember engine, NodeView node) {
        NodePatch patch = new NodePatch(
                Optional.empty(),
                Optional.of("192.0.2.9"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Json.mapper().createObjectNode().putNull("rack").put("row", 4)),
                Set.of(NodePatch.Field.HOSTNAME));
        get(engine.nodes().patch(node.id(), patch, "test"));
        NodeView after = get(engine.nodes().get(node.id())).orElseThrow();
        assertThat(after.hostname()).isEmpty();
        assertThat(after.ipAddress()).contains("192.0.2.9");
        assertThat(after.metadata().toString()).isEqualTo("{\"row\":4}");
    }

    private static ExecutionId started(EngineMember engine, NodeView node) {
        StartAnswer answer = get(engine.nodes()
                .start(
                        node.id(),
                        ExecutionId.fresh(),
                        Workflows.twoScripts(),
                        Json.mapper().createObjectNode().put("disk", "/dev/sda"),
                        "test",
                        Optional.empty()));
        return ((StartAnswer.Started) answer).execution();
    }

    private static void report(EngineMember engine, ExecutionId id, String step) {
        ExecutionAnswer answer = get(engine.executions()
                .ask(
                        id,
                        new ExecutionCommand.Report(
                                new StepId(step), Machines.report(ReportStatus.SUCCESS, 1, "event-" + step))));
        assertThat(answer).isInstanceOf(ExecutionAnswer.Done.class);
    }
}
