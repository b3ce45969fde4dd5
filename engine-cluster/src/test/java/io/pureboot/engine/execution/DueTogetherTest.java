package io.pureboot.engine.execution;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Many executions that have left memory fall due at the same moment; some of them cannot be loaded. */
class DueTogetherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EXECUTIONS = 120;
    private static final int BROKEN = 5;
    private static final Duration AHEAD = Duration.ofSeconds(5);

    @Test
    void theyAreInMemoryBeforeItAndEachFiresOnceInTime() {
        Map<String, Object> keys = Map.of(
                "pureboot.engine.execution.passivate-after",
                "6 s",
                "pureboot.engine.node.passivate-after",
                "6 s",
                "pureboot.engine.sweep.limit",
                20,
                "pureboot.engine.sweep.ahead",
                AHEAD);
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), keys)) {
            List<ExecutionId> all = started(engine);
            List<ExecutionId> broken = all.subList(0, BROKEN);
            List<ExecutionId> whole = all.subList(BROKEN, EXECUTIONS);
            Awaitility.await("them to leave memory").atMost(PATIENCE).until(() -> inMemory(engine), Set::isEmpty);
            broken.forEach(id -> change(
                    engine,
                    "UPDATE event_journal SET event_payload = '\\xdeadbeef' WHERE persistence_id = 'WorkflowExecution|"
                            + id.value() + "'"));
            assertThat(count(engine, "execution_wakeup WHERE wake_at <= now()"))
                    .as("due while they were made ready: a slow machine")
                    .isZero();

            Map<String, Instant> seen = new HashMap<>();
            // Nobody asks for them: only their rows bring them back.
            Awaitility.await("their time-outs")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                Set<String> now = inMemory(engine);
                                Instant moment = engine.database().clock().instant();
                                now.forEach(id -> seen.putIfAbsent(id, moment));
                                return count(engine, "execution WHERE status = 'failed'");
                            },
                            failed -> failed == whole.size());
            for (ExecutionId id : whole) {
                List<Attempt> attempts =
                        get(engine.executions().get(id)).orElseThrow().attempts();
                assertThat(attempts).extracting(Attempt::status).containsExactly(StepStatus.TIMED_OUT);
                Instant deadline = attempts.getFirst().deadline();
                assertThat(seen.get(id.value()))
                        .as("in memory before it was due, and not from the start")
                        .isBetween(deadline.minus(AHEAD), deadline);
                assertThat(Duration.between(
                                deadline, attempts.getFirst().completedAt().orElseThrow()))
                        .as("lateness")
                        .isBetween(Duration.ZERO, Duration.ofSeconds(2));
                assertThat(count(
                                engine,
                                "journal_event WHERE name LIKE 'attempt-ended:%' AND persistence_id ="
                                        + " 'WorkflowExecution|" + id.value() + "'"))
                        .as("fired")
                        .isEqualTo(1);
            }
            assertThat(count(engine, "quarantine WHERE kind = 'execution'")).isEqualTo(BROKEN);
            Awaitility.await("the rows of all others to go")
                    .atMost(PATIENCE)
                    .until(() -> count(engine, "execution_wakeup"), rows -> rows == BROKEN);
        }
    }

    private static List<ExecutionId> started(EngineMember engine) {
        List<NodeView> nodes = Stream.generate(() -> Machines.registered(engine))
                .limit(EXECUTIONS)
                .toList();
        List<CompletionStage<StartAnswer>> starts = nodes.stream()
                .map(node -> engine.nodes()
                        .start(
                                node.id(),
                                ExecutionId.fresh(),
                                Workflows.oneScript(25),
                                Json.mapper().createObjectNode(),
                                "test",
                                Optional.empty()))
                .toList();
        return starts.stream()
                .map(start -> ((StartAnswer.Started) get(start)).execution())
                .toList();
    }

    private static Set<String> inMemory(EngineMember engine) {
        CurrentShardRegionState state = get(AskPattern.ask(
                ClusterSharding.get(engine.system()).shardState(),
                replyTo -> new GetShardRegionState(WorkflowExecution.KEY, replyTo),
                Duration.ofSeconds(10),
                engine.system().scheduler()));
        Set<String> ids = new HashSet<>();
        state.getShards().forEach(shard -> ids.addAll(shard.getEntityIds()));
        return ids;
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
