package io.pureboot.engine.execution;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.query.ExecutionFilter;
import io.pureboot.engine.query.ExecutionRow;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Executions on a real database: they walk, they are killed, they sleep, and lose nothing. */
class ExecutionLifeTest {
    private static final StepId ONE = new StepId("one");
    private static final StepId TWO = new StepId("two");
    private static final StepId ONLY = new StepId("only");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void walksThroughItsStepsAndLeavesTheMachineInstalled() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            NodeView node = Machines.registered(engine);
            ExecutionId id = started(engine, node, Workflows.twoScripts());

            assertThat(get(engine.nodes().get(node.id())).orElseThrow().state()).isEqualTo(NodeState.INSTALLING);
            Heartbeat beat = new Heartbeat(Optional.of(ONE), Optional.of(1), Optional.empty());
            assertThat(get(engine.executions().heartbeat(id, 0, beat)))
                    .isEqualTo(new HeartbeatReply.Taken(
                            new HeartbeatAnswer(HeartbeatDirective.CONTINUE, Optional.of(ONE), Optional.of(1))));
            assertThat(get(engine.executions().heartbeat(id, 1, beat)))
                    .as("a token of a generation that is yet to come")
                    .isInstanceOf(HeartbeatReply.Refused.class);

            ExecutionAnswer first = report(engine, id, ONE, ReportStatus.SUCCESS, "e-1");
            assertThat(((ExecutionAnswer.Done) first).duplicate()).isFalse();
            ExecutionAnswer again = report(engine, id, ONE, ReportStatus.SUCCESS, "e-1");
            assertThat(((ExecutionAnswer.Done) again).duplicate()).isTrue();
            ExecutionAnswer other = report(engine, id, ONE, ReportStatus.FAILED, "e-2");
            assertThat(((ExecutionAnswer.Refused) other).refusal().code()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);

            ExecutionAnswer last = report(engine, id, TWO, ReportStatus.SUCCESS, "e-3");
            assertThat(((ExecutionAnswer.Done) last).execution().status()).isEqualTo(ExecutionStatus.COMPLETED);

            NodeView after = awaitFree(engine, node);
            assertThat(after.state()).isEqualTo(NodeState.INSTALLED);
            assertThat(after.installAttempts()).isEqualTo(1);
            assertThat(after.history().stream().map(move -> move.to()).toList())
                    .containsExactly(NodeState.PENDING, NodeState.INSTALLING, NodeState.INSTALLED);

            ExecutionRow row = awaitRow(engine, id, ExecutionStatus.COMPLETED);
            assertThat(row.stepsDone()).isEqualTo(2);
            assertThat(row.stepsTotal()).isEqualTo(2);
            awaitNoWakeupRow(engine, id);
        }
    }

    @Test
    void aCommandForAnUnknownIdIsRefusedAndLeavesNothing() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            ExecutionId id = ExecutionId.fresh();
            ExecutionAnswer answer = report(engine, id, ONE, ReportStatus.SUCCESS, "e");
            assertThat(((ExecutionAnswer.Refused) answer).refusal().code()).isEqualTo(Refusal.Code.EXECUTION_UNKNOWN);
            assertThat(get(engine.executions().get(id))).isEmpty();
            assertThat(count(engine, "SELECT count(*) FROM event_journal")).isZero();
        }
    }

    @Test
    void anAttemptThatTimesOutWhileTheEngineIsDeadFiresOnceAfterwards() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        NodeView node;
        ExecutionId id;
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            node = Machines.registered(engine);
            id = started(engine, node, Workflows.oneScript(2));
        }
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            // Nobody asks for the execution: the row alone brings it back.
            ExecutionRow row = awaitRow(engine, id, ExecutionStatus.FAILED);
            assertThat(row.failedStepId()).contains(ONLY);
            Execution execution = get(engine.executions().get(id)).orElseThrow();
            assertThat(execution.attempts().stream().map(Attempt::status).toList())
                    .containsExactly(StepStatus.TIMED_OUT);
            assertThat(awaitFree(engine, node).state()).isEqualTo(NodeState.INSTALL_FAILED);
            awaitNoWakeupRow(engine, id);
        }
    }

    @Test
    void aTimeoutLongerThanTheIdleTimeFiresThroughTheRow() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> sleepy =
                Map.of("pureboot.engine.execution.passivate-after", "1 s", "pureboot.engine.sweep.ahead", "900 ms");
        try (EngineMember engine = EngineMember.found(database, sleepy)) {
            NodeView node = Machines.registered(engine);
            ExecutionId id = started(engine, node, Workflows.oneScript(4));
            ExecutionRow row = awaitRow(engine, id, ExecutionStatus.FAILED);
            Execution execution = get(engine.executions().get(id)).orElseThrow();
            assertThat(execution.attempts()).hasSize(1);
            Attempt attempt = execution.attempts().getFirst();
            assertThat(attempt.status()).isEqualTo(StepStatus.TIMED_OUT);
            assertThat(Duration.between(attempt.deadline(), row.completedAt().orElseThrow()))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    @Test
    void aKilledEngineForgetsNoReport() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        NodeView node;
        ExecutionId id;
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            node = Machines.registered(engine);
            id = started(engine, node, Workflows.twoScripts());
            report(engine, id, ONE, ReportStatus.SUCCESS, "e-1");
        }
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            ExecutionAnswer again = report(engine, id, ONE, ReportStatus.SUCCESS, "e-1");
            assertThat(((ExecutionAnswer.Done) again).duplicate()).isTrue();
            ExecutionAnswer last = report(engine, id, TWO, ReportStatus.SUCCESS, "e-2");
            assertThat(((ExecutionAnswer.Done) last).execution().status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(awaitFree(engine, node).state()).isEqualTo(NodeState.INSTALLED);
        }
    }

    @Test
    void aSilentAgentIsMissedThoughTheExecutionWouldPassivate() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        PinnedWorkflow watched = Workflows.pinned("""
                name: watched
                os_family: linux
                steps:
                  - id: only
                    sequence: 1
                    name: Only
                    type: script
                    config: {script: "true"}
                    timeout_seconds: 600
                    heartbeat_timeout_seconds: 2
                    on_failure: fail
                """);
        Map<String, Object> sleepy =
                Map.of("pureboot.engine.execution.passivate-after", "500 ms", "pureboot.engine.sweep.ahead", "400 ms");
        try (EngineMember engine = EngineMember.found(database, sleepy)) {
            ExecutionId id = started(engine, Machines.registered(engine), watched);
            awaitRow(engine, id, ExecutionStatus.FAILED);
            Attempt attempt =
                    get(engine.executions().get(id)).orElseThrow().attempts().getFirst();
            assertThat(attempt.status()).isEqualTo(StepStatus.TIMED_OUT);
            assertThat(attempt.cause().orElseThrow().wire()).isEqualTo("heartbeat_timeout");
            assertThat(Duration.between(
                            attempt.startedAt(), attempt.completedAt().orElseThrow()))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        }
    }

    @Test
    void aRetryRunsUnderANewLock() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            NodeView node = Machines.registered(engine);
            ExecutionId id = started(engine, node, Workflows.oneScript(600));
            report(engine, id, ONLY, ReportStatus.FAILED, "e-1");
            // At once: the release of the first run may still be on its way.
            StartAnswer retried = get(engine.nodes().retry(node.id(), id, Optional.empty(), "test", Optional.empty()));
            assertThat(retried).isEqualTo(new StartAnswer.Started(id, false));
            Execution execution = get(engine.executions().get(id)).orElseThrow();
            assertThat(execution.run()).isEqualTo(2);
            assertThat(execution.lease()).isEqualTo(2);

            StartAnswer tooEarly = get(engine.nodes().retry(node.id(), id, Optional.empty(), "test", Optional.empty()));
            NodeRefusal refusal = ((StartAnswer.Refused) tooEarly).refusal();
            assertThat(refusal.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.EXECUTION_NOT_ENDED);
            assertThat(get(engine.nodes().get(node.id())).orElseThrow().activeExecutionId())
                    .contains(id);

            report(engine, id, ONLY, ReportStatus.SUCCESS, 2, "e-2");
            assertThat(awaitFree(engine, node).state()).isEqualTo(NodeState.INSTALLED);
        }
    }

    @Test
    void aPauseSurvivesTheEngineAndItsClocksStandStillUntilItEnds() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        PinnedWorkflow waiting = Workflows.pinned("""
                name: waiting
                os_family: linux
                timeout_seconds: 600
                steps:
                  - {id: one, sequence: 1, name: One, type: script, config: {script: "true"}, timeout_seconds: 600,
                     on_failure: retry, max_retries: 2, retry_delay_seconds: 3}
                  - {id: two, sequence: 2, name: Two, type: wait, config: {duration_seconds: 3}}
                """);
        Map<String, Object> sleepy =
                Map.of("pureboot.engine.execution.passivate-after", "500 ms", "pureboot.engine.sweep.ahead", "400 ms");
        NodeView node;
        ExecutionId id;
        Instant deadline;
        try (EngineMember engine = EngineMember.found(database, sleepy)) {
            node = Machines.registered(engine);
            id = started(engine, node, waiting);
            deadline = get(engine.executions().get(id)).orElseThrow().deadline().orElseThrow();
            get(engine.executions().ask(id, new ExecutionCommand.Pause("ann", Optional.of("new switch"))));
            report(engine, id, ONE, ReportStatus.FAILED, "e-1");
            awaitRow(engine, id, ExecutionStatus.PAUSED);
            awaitNoWakeupRow(engine, id);
        }
        try (EngineMember engine = EngineMember.found(database, sleepy)) {
            Execution paused = get(engine.executions().get(id)).orElseThrow();
            assertThat(paused.status()).isEqualTo(ExecutionStatus.PAUSED);
            assertThat(paused.pause().orElseThrow().reason()).contains("new switch");
            assertThat(paused.attempts()).hasSize(1);
            Instant stopped = paused.pause().orElseThrow().at();
            // Both the retry's delay and the time since the pause began are over before it is resumed.
            Awaitility.await("time").atMost(PATIENCE).until(() -> Instant.now().isAfter(stopped.plusSeconds(5)));
            assertThat(get(engine.executions().get(id)).orElseThrow().attempts())
                    .hasSize(1);
            Execution resumed = ((ExecutionAnswer.Done)
                            get(engine.executions().ask(id, new ExecutionCommand.Resume("ann", Optional.empty()))))
                    .execution();
            Duration stood = Duration.between(deadline, resumed.deadline().orElseThrow());
            assertThat(stood).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
            Execution again = Awaitility.await("the second attempt")
                    .atMost(PATIENCE)
                    .until(
                            () -> get(engine.executions().get(id)).orElseThrow(),
                            e -> e.attempts().size() == 2);
            Instant begun = again.attempts().getLast().startedAt();
            assertThat(Duration.between(stopped.plus(stood), begun))
                    .as("its whole delay after the pause")
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
            report(engine, id, ONE, ReportStatus.SUCCESS, 2, "e-2");
            get(engine.executions().ask(id, new ExecutionCommand.Pause("ann", Optional.empty())));
        }
        try (EngineMember engine = EngineMember.found(database, sleepy)) {
            Execution paused = get(engine.executions().get(id)).orElseThrow();
            assertThat(paused.running()).as("the wait step stands").hasSize(1);
            get(engine.executions().ask(id, new ExecutionCommand.Resume("ann", Optional.empty())));
            awaitRow(engine, id, ExecutionStatus.COMPLETED);
        }
    }

    private static ExecutionId started(EngineMember engine, NodeView node, PinnedWorkflow workflow) {
        StartAnswer answer = get(engine.nodes()
                .start(
                        node.id(),
                        ExecutionId.fresh(),
                        workflow,
                        Json.mapper().createObjectNode(),
                        "test",
                        Optional.empty()));
        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        return ((StartAnswer.Started) answer).execution();
    }

    private static ExecutionAnswer report(
            EngineMember engine, ExecutionId id, StepId step, ReportStatus status, String event) {
        return report(engine, id, step, status, 1, event);
    }

    private static ExecutionAnswer report(
            EngineMember engine, ExecutionId id, StepId step, ReportStatus status, int attempt, String event) {
        return get(engine.executions()
                .ask(id, new ExecutionCommand.Report(step, Machines.report(status, attempt, event))));
    }

    private static NodeView awaitFree(EngineMember engine, NodeView node) {
        return Awaitility.await("the node's release")
                .atMost(PATIENCE)
                .until(
                        () -> get(engine.nodes().get(node.id())).orElseThrow(),
                        view -> view.activeExecutionId().isEmpty());
    }

    private static ExecutionRow awaitRow(EngineMember engine, ExecutionId id, ExecutionStatus status) {
        ExecutionTable table = new ExecutionTable(engine.database());
        ExecutionFilter all = new ExecutionFilter(
                java.util.Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(id.value()));
        return Awaitility.await("the read table's row to be " + status)
                .atMost(PATIENCE)
                .until(
                        () -> get(table.list(all, Optional.empty(), 10)).items(),
                        rows -> status(rows).equals(List.of(status)))
                .getFirst();
    }

    private static List<ExecutionStatus> status(List<ExecutionRow> rows) {
        return rows.stream().map(ExecutionRow::status).toList();
    }

    private static void awaitNoWakeupRow(EngineMember engine, ExecutionId id) {
        Awaitility.await("the wake-up row's end")
                .atMost(PATIENCE)
                .until(() ->
                        count(engine, "SELECT count(*) FROM execution_wakeup WHERE entity_id = '" + id.value() + "'")
                                == 0);
    }

    private static long count(EngineMember engine, String sql) {
        return get(engine.database().call(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        }));
    }
}
