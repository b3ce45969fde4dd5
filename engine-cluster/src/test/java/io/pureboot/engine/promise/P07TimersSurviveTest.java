package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Promise(
        number = 7,
        says = "Timers survive passivation, the death of every engine, and an engine whose clock is an hour off.",
        alsoIn = "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java")
class P07TimersSurviveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, Object> FORGETFUL =
            Map.of("pureboot.engine.execution.passivate-after", "500 ms", "pureboot.engine.sweep.ahead", "400 ms");

    @Test
    @Promise(number = 7, says = "a time-out longer than the idle time fires, though the execution had left memory")
    void passivation() {
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), FORGETFUL)) {
            // Long enough that even a slow machine sees the execution gone before it.
            ExecutionId id = started(engine, 12);
            Awaitility.await("the execution to leave memory")
                    .atMost(PATIENCE)
                    .until(() -> inMemory(engine), memory -> !memory.contains(id.value()));
            awaitTimedOut(engine, id);
        }
    }

    @Test
    @Promise(number = 7, says = "one that is due after every engine has died fires under the next one")
    void theDeathOfEveryEngine() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        ExecutionId id;
        try (EngineMember engine = EngineMember.found(database, Map.of())) {
            id = started(engine, 3);
        }
        try (EngineMember next = EngineMember.found(database, Map.of())) {
            awaitTimedOut(next, id);
        }
    }

    @ParameterizedTest(name = "{0} s")
    @ValueSource(longs = {3600, -3600})
    @Promise(
            number = 7,
            says = "an engine whose clock is an hour off fires its deadlines once, and not before their time")
    void aClockThatIsAnHourOff(long off) {
        InstantSource clock = () -> InstantSource.system().instant().plusSeconds(off);
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), Map.of(), clock)) {
            ExecutionId id = started(engine, 2);
            awaitTimedOut(engine, id);
            Attempt attempt = execution(engine, id).attempts().getFirst();
            assertThat(Duration.between(
                            attempt.startedAt(), attempt.completedAt().orElseThrow()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest(name = "{0} s")
    @ValueSource(longs = {3600, -3600})
    @Promise(
            number = 7,
            says =
                    "the wake-up rows of such an engine bring executions that have left memory back in time, neither early nor late")
    void aClockThatIsAnHourOffAndExecutionsThatLeaveMemory(long off) {
        InstantSource clock = () -> InstantSource.system().instant().plusSeconds(off);
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), FORGETFUL, clock)) {
            ExecutionId id = started(engine, 12);
            assertThat(secondsToWakeUp(engine, id)).isBetween(0.0, 12.0);
            Awaitility.await("the execution to leave memory")
                    .atMost(PATIENCE)
                    .until(() -> inMemory(engine), memory -> !memory.contains(id.value()));
            awaitTimedOut(engine, id);
        }
    }

    @ParameterizedTest(name = "{0} s")
    @ValueSource(longs = {3600, -3600})
    @Promise(
            number = 7,
            says = "what such an engine has stamped holds for the one that comes after it, whose clock is right")
    void theEngineAfterOneWhoseClockIsAnHourOff(long off) {
        InstantSource clock = () -> InstantSource.system().instant().plusSeconds(off);
        FreshDatabase database = PostgresForTests.freshDatabase();
        ExecutionId id;
        try (EngineMember engine = EngineMember.found(database, Map.of(), clock)) {
            id = started(engine, 3);
        }
        try (EngineMember next = EngineMember.found(database, Map.of())) {
            awaitTimedOut(next, id);
            Attempt attempt = execution(next, id).attempts().getFirst();
            assertThat(Duration.between(
                            attempt.startedAt(), attempt.completedAt().orElseThrow()))
                    .isBetween(Duration.ofSeconds(3), PATIENCE);
        }
    }

    private static double secondsToWakeUp(EngineMember engine, ExecutionId id) {
        return EngineMember.get(engine.database().call(connection -> {
            try (var query = connection.prepareStatement(
                    "SELECT extract(epoch FROM wake_at - now()) FROM execution_wakeup WHERE entity_id = ?")) {
                query.setString(1, id.value());
                try (var rows = query.executeQuery()) {
                    rows.next();
                    return rows.getDouble(1);
                }
            }
        }));
    }

    private static ExecutionId started(EngineMember engine, int timeoutSeconds) {
        StartAnswer answer = EngineMember.get(engine.nodes()
                .start(
                        Machines.registered(engine).id(),
                        ExecutionId.fresh(),
                        Workflows.oneScript(timeoutSeconds),
                        Json.mapper().createObjectNode(),
                        "test",
                        Optional.empty()));
        return ((StartAnswer.Started) answer).execution();
    }

    /** The executions that have a home in this engine's memory. */
    private static Set<String> inMemory(EngineMember engine) {
        ClusterSharding sharding = ClusterSharding.get(engine.system());
        EntityTypeKey<Object> executions = EntityTypeKey.create(Object.class, "WorkflowExecution");
        CurrentShardRegionState state = EngineMember.get(AskPattern.ask(
                sharding.shardState(),
                replyTo -> new GetShardRegionState(executions, replyTo),
                Duration.ofSeconds(10),
                engine.system().scheduler()));
        Set<String> ids = new HashSet<>();
        state.getShards().forEach(shard -> ids.addAll(shard.getEntityIds()));
        return ids;
    }

    /** Nobody asks the execution while it is waited for: that alone would bring it back. */
    private static void awaitTimedOut(EngineMember engine, ExecutionId id) {
        Awaitility.await("the read table to say that it failed")
                .atMost(PATIENCE)
                .until(() -> failedRow(engine, id));
        Execution execution = execution(engine, id);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.attempts()).extracting(Attempt::status).containsExactly(StepStatus.TIMED_OUT);
    }

    private static boolean failedRow(EngineMember engine, ExecutionId id) {
        return EngineMember.get(engine.database().call(connection -> {
            try (var query = connection.prepareStatement("SELECT status FROM execution WHERE id = ?")) {
                query.setString(1, id.value());
                try (var rows = query.executeQuery()) {
                    return rows.next() && rows.getString(1).equals("failed");
                }
            }
        }));
    }

    private static Execution execution(EngineMember engine, ExecutionId id) {
        return EngineMember.get(engine.executions().get(id)).orElseThrow();
    }
}
