package io.pureboot.engine.node;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.EngineMember.Doors;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.call.CallId;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An engine that asks a node twice is nobody who asks twice. */
class RepeatedNodeCallTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void theSameStartIsAnsweredOnceItHasBegunAndAnotherOneSaysDuplicate() {
        ExecutionThatTakesItsTime slow = new ExecutionThatTakesItsTime();
        Doors doors = new Doors(executions -> slow, Doors.open().requests());
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), Map.of(), doors)) {
            NodeView node = Machines.registered(engine);
            EntityRef<Node.Message> entity = ClusterSharding.get(engine.system())
                    .entityRefFor(Node.KEY, node.id().value());
            NodeCommand start = start();
            Optional<CallId> call = Optional.of(CallId.random());
            CompletionStage<Node.Reply> first = ask(entity, start, call);
            Awaitility.await("the execution is asked to begin").atMost(PATIENCE).until(() -> slow.asked.get() == 1);
            CompletionStage<Node.Reply> repeated = ask(entity, start, call);
            CompletionStage<Node.Reply> another = ask(entity, start(), Optional.of(CallId.random()));
            // It has taken both when it answers who came after them.
            get(entity.ask(Node.Get::new, PATIENCE));
            assertThat(first.toCompletableFuture()).isNotDone();
            slow.begins.complete(new ExecutionStarts.Outcome.Accepted());
            assertThat(((Node.Begun) get(first)).duplicate()).isFalse();
            assertThat(get(repeated)).isEqualTo(get(first));
            assertThat(((Node.Begun) get(another)).duplicate()).isTrue();
            assertThat(get(ask(entity, start, call))).isEqualTo(get(first));
            assertThat(slow.asked).hasValue(1);
        }
    }

    @Test
    void theSameRegistrationIsAnsweredAlikeAndAnotherOneSaysDuplicate() {
        try (EngineMember engine = EngineMember.found(PostgresForTests.freshDatabase(), Map.of())) {
            NodeId id = NodeId.fresh();
            EntityRef<Node.Message> entity =
                    ClusterSharding.get(engine.system()).entityRefFor(Node.KEY, id.value());
            NodeCommand register = new NodeCommand.Register(
                    id, Machines.registration(Machines.freshMac()), "ann", Optional.of("key-1"));
            Optional<CallId> call = Optional.of(CallId.random());
            Node.Reply first = get(ask(entity, register, call));
            assertThat(((Node.Changed) first).duplicate()).isFalse();
            assertThat(get(ask(entity, register, call))).isEqualTo(first);
            assertThat(((Node.Changed) get(ask(entity, register, Optional.of(CallId.random())))).duplicate())
                    .isTrue();
        }
    }

    /** Under another id each time, as each request proposes its own. */
    private static NodeCommand start() {
        return new NodeCommand.Start(
                ExecutionId.fresh(),
                Workflows.oneScript(600),
                Json.mapper().createObjectNode(),
                "ann",
                Optional.of("key-1"));
    }

    private static CompletionStage<Node.Reply> ask(
            EntityRef<Node.Message> node, NodeCommand command, Optional<CallId> call) {
        return node.ask(replyTo -> new Node.Ask(command, replyTo, call), PATIENCE);
    }

    private static final class ExecutionThatTakesItsTime implements ExecutionStarts {
        private final AtomicInteger asked = new AtomicInteger();
        private final CompletableFuture<Outcome> begins = new CompletableFuture<>();

        @Override
        public CompletionStage<Outcome> start(ExecutionCommand.Start command) {
            asked.incrementAndGet();
            return begins;
        }

        @Override
        public CompletionStage<Outcome> retry(ExecutionId execution, ExecutionCommand.Retry command) {
            throw new AssertionError("nobody retries");
        }

        @Override
        public CompletionStage<Outcome> skipFailed(ExecutionId execution, ExecutionCommand.SkipFailed command) {
            throw new AssertionError("nobody skips");
        }
    }
}
