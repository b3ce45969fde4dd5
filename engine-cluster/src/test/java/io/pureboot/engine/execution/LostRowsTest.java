package io.pureboot.engine.execution;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.node.ExecutionStarts;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Somebody restored the wake-up rows from another backup than the journal: executions get their rows back, and their timers fire. */
class LostRowsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EXECUTIONS = 20;
    private static final String ROWS = "execution_wakeup";
    private static final String LOCKED = "node WHERE active_execution_id IS NOT NULL";
    private static final String OVER = "execution WHERE status = 'failed'";

    @Test
    void executionsThatSleepWithoutARowAreWokenAndTimeOut() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        List<ExecutionId> asleep;
        // This engine does not look for lost rows.
        Map<String, Object> blind = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 h", "pureboot.engine.sweep.lost-wakeups-every", "1 h");
        try (EngineMember engine = EngineMember.found(database, blind)) {
            asleep = IntStream.range(0, EXECUTIONS)
                    .mapToObj(i -> started(engine))
                    .toList();
            // Executions that the read table does not know yet are not what is lost here.
            Awaitility.await("read table").atMost(PATIENCE).until(() -> count(engine, "execution") == EXECUTIONS);
            delete(engine);
            assertThat(count(engine, ROWS)).isZero();
        }
        Map<String, Object> looking = Map.of(
                "pureboot.engine.sweep.lost-rows-every",
                "1 s",
                "pureboot.engine.sweep.lost-wakeups-every",
                "1 s",
                "pureboot.engine.sweep.ahead",
                "900 ms",
                "pureboot.engine.execution.passivate-after",
                "1 s");
        try (EngineMember engine = EngineMember.found(database, looking)) {
            // On a slow machine some are over already when the last of them gets its row.
            Awaitility.await("rows")
                    .atMost(PATIENCE)
                    .until(() -> count(engine, ROWS) + count(engine, OVER) >= EXECUTIONS);
            // Nobody asks for them: those that have left memory are brought back by their rows alone.
            Awaitility.await("timeouts").atMost(PATIENCE).until(() -> count(engine, OVER) == EXECUTIONS);
            for (ExecutionId id : asleep) {
                assertThat(get(engine.executions().get(id)).orElseThrow().attempts())
                        .extracting(attempt -> attempt.status())
                        .containsExactly(StepStatus.TIMED_OUT);
            }
        }
    }

    /** The engine was killed between the journal's commit and the list's: nobody asks for those executions, and yet lists show them. */
    @Test
    void rowsOfTheListsThatAreBehindTheJournalAreWritten() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> blind = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 h", "pureboot.engine.sweep.lost-wakeups-every", "1 h");
        try (EngineMember engine = EngineMember.found(database, blind)) {
            IntStream.range(0, EXECUTIONS).forEach(i -> started(engine));
            Awaitility.await("read table").atMost(PATIENCE).until(() -> count(engine, "execution") == EXECUTIONS);
        }
        Map<String, Object> looking = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 s", "pureboot.engine.sweep.lost-wakeups-every", "1 s");
        try (EngineMember engine = EngineMember.found(database, blind)) {
            get(engine.database()
                    .call(connection -> connection.createStatement().executeUpdate("DELETE FROM execution")));
        }
        try (EngineMember engine = EngineMember.found(database, looking)) {
            Awaitility.await("rows of the lists")
                    .atMost(PATIENCE)
                    .until(() -> count(engine, "execution") == EXECUTIONS);
        }
    }

    /** The same for nodes: machines that nobody asks for are in the inventory all the same. */
    @Test
    void nodesWhoseRowIsBehindTheJournalGetItWritten() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> blind = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 h", "pureboot.engine.sweep.lost-wakeups-every", "1 h");
        try (EngineMember engine = EngineMember.found(database, blind)) {
            IntStream.range(0, EXECUTIONS).forEach(i -> started(engine));
            Awaitility.await("read table").atMost(PATIENCE).until(() -> count(engine, LOCKED) == EXECUTIONS);
        }
        Map<String, Object> looking = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 s", "pureboot.engine.sweep.lost-wakeups-every", "1 s");
        try (EngineMember engine = EngineMember.found(database, blind)) {
            // Half of them are missing, half know nothing of their execution.
            change(
                    engine,
                    "DELETE FROM node WHERE id IN (SELECT id FROM node ORDER BY id LIMIT " + EXECUTIONS / 2 + ")");
            change(engine, "UPDATE node SET active_execution_id = NULL, last_seq = 1");
            assertThat(count(engine, LOCKED)).isZero();
        }
        try (EngineMember engine = EngineMember.found(database, looking)) {
            Awaitility.await("rows of the inventory").atMost(PATIENCE).until(() -> count(engine, LOCKED) == EXECUTIONS);
        }
    }

    /** The node was about to start its execution when its engine died, and its wake-up row is lost. */
    @Test
    void aNodeThatHasToStartItsExecutionAndHasNoRowIsWoken() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> blind = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 h", "pureboot.engine.sweep.lost-wakeups-every", "1 h");
        try (EngineMember engine = EngineMember.found(database, blind, MUTE)) {
            NodeId node = Machines.registered(engine).id();
            engine.nodes()
                    .start(
                            node,
                            ExecutionId.fresh(),
                            Workflows.oneScript(600),
                            Json.mapper().createObjectNode(),
                            "test",
                            Optional.empty());
            Awaitility.await("the lock").atMost(PATIENCE).until(() -> count(engine, LOCKED) == 1);
            change(engine, "DELETE FROM node_wakeup");
        }
        Map<String, Object> looking = Map.of(
                "pureboot.engine.sweep.lost-rows-every", "1 s", "pureboot.engine.sweep.lost-wakeups-every", "1 s");
        EngineMember.Doors knowing = EngineMember.Doors.knowing(Workflows.oneScript(600));
        try (EngineMember engine = EngineMember.found(database, looking, knowing)) {
            Awaitility.await("the execution")
                    .atMost(PATIENCE)
                    .until(() -> count(engine, "execution WHERE status = 'running'") == 1);
        }
    }

    /** Nodes say what they have to say, and no execution hears it. */
    private static final EngineMember.Doors MUTE = new EngineMember.Doors(
            executions -> new ExecutionStarts() {
                @Override
                public CompletionStage<Outcome> start(ExecutionCommand.Start command) {
                    return new CompletableFuture<>();
                }

                @Override
                public CompletionStage<Outcome> retry(ExecutionId execution, ExecutionCommand.Retry command) {
                    return new CompletableFuture<>();
                }

                @Override
                public CompletionStage<Outcome> skipFailed(ExecutionId execution, ExecutionCommand.SkipFailed command) {
                    return new CompletableFuture<>();
                }
            },
            EngineMember.Doors.open().requests());

    private static ExecutionId started(EngineMember engine) {
        StartAnswer answer = get(engine.nodes()
                .start(
                        Machines.registered(engine).id(),
                        ExecutionId.fresh(),
                        Workflows.oneScript(20),
                        Json.mapper().createObjectNode(),
                        "test",
                        Optional.empty()));
        return ((StartAnswer.Started) answer).execution();
    }

    private static void delete(EngineMember engine) {
        change(engine, "DELETE FROM execution_wakeup");
    }

    private static void change(EngineMember engine, String sql) {
        get(engine.database().call(connection -> connection.createStatement().executeUpdate(sql)));
    }

    private static long count(EngineMember engine, String from) {
        return get(engine.database().call(connection -> {
            try (var row = connection.createStatement().executeQuery("SELECT count(*) FROM " + from)) {
                row.next();
                return row.getLong(1);
            }
        }));
    }
}
