package io.pureboot.engine.node;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.EngineMember.Doors;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.query.NodeFilter;
import io.pureboot.engine.query.NodeRow;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes on a real database: who they are, what they allow, whom they serve. */
class NodeLifeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EngineMember engine;

    @BeforeAll
    static void open() {
        engine = EngineMember.found(PostgresForTests.freshDatabase(), Map.of());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void oneAddressIsOneNode() {
        MacAddress mac = Machines.freshMac();
        NodeView node = done(get(engine.nodes().register(Machines.registration(mac), "ann", Optional.empty())));
        assertThat(node.state()).isEqualTo(NodeState.PENDING);
        NodeRefusal refusal =
                refused(get(engine.nodes().register(Machines.registration(mac), "bob", Optional.empty())));
        assertThat(refusal.code()).isEqualTo(NodeRefusal.Code.MAC_TAKEN);
        assertThat(refusal.nodeId()).contains(node.id());

        assertThat(done(get(engine.nodes().delete(node.id(), "ann"))).deletedAt())
                .isPresent();
        NodeView heir = done(get(engine.nodes().register(Machines.registration(mac), "bob", Optional.empty())));
        assertThat(heir.id()).isNotEqualTo(node.id());
        assertThat(get(engine.nodes().get(node.id())).orElseThrow().state()).isEqualTo(NodeState.RETIRED);
    }

    @Test
    void ofManyWhoRegisterOneAddressAtOnceOneWins() {
        MacAddress mac = Machines.freshMac();
        List<CompletionStage<NodeAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(engine.nodes().register(Machines.registration(mac), "asker " + i, Optional.of("key-" + mac + i)));
        }
        Set<NodeId> owners = new HashSet<>();
        int won = 0;
        for (CompletionStage<NodeAnswer> each : asked) {
            switch (get(each)) {
                case NodeAnswer.Done done -> {
                    won++;
                    owners.add(done.node().id());
                }
                case NodeAnswer.Refused refused ->
                    owners.add(refused.refusal().nodeId().orElseThrow());
            }
        }
        assertThat(owners).hasSize(1);
        assertThat(won).isEqualTo(1);
    }

    @Test
    void theSameKeyGivesTheSameNode() {
        MacAddress mac = Machines.freshMac();
        Optional<String> key = Optional.of("key " + mac);
        NodeView node = done(get(engine.nodes().register(Machines.registration(mac), "ann", key)));
        NodeAnswer again = get(engine.nodes().register(Machines.registration(mac), "ann", key));
        assertThat(again).isEqualTo(new NodeAnswer.Done(node, true));
        NodeAnswer other = get(engine.nodes().register(Machines.registration(Machines.freshMac()), "ann", key));
        assertThat(refused(other).code()).isEqualTo(NodeRefusal.Code.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aMachineIsKnownByItsMacThenItsUuidThenItsSerialAndNeverByAPlaceholder() {
        String uuid = "4C4C4544-0042-3510-8052-B4C04F56" + "%04d".formatted(1);
        NodeView first = get(
                engine.nodes().discover(Machines.boot(Machines.freshMac(), Optional.of(uuid), Optional.of("SN-A"))));
        assertThat(first.state()).isEqualTo(NodeState.DISCOVERED);
        assertThat(first.architecture()).contains("x86_64");
        assertThat(first.bootMode()).contains("uefi");
        assertThat(first.lastSeenAt()).isPresent();

        MacAddress secondCard = Machines.freshMac();
        NodeView byUuid = get(engine.nodes().discover(Machines.boot(secondCard, Optional.of(uuid), Optional.empty())));
        assertThat(byUuid.id()).isEqualTo(first.id());
        NodeView byMac = get(engine.nodes().discover(Machines.boot(secondCard, Optional.empty(), Optional.empty())));
        assertThat(byMac.id()).isEqualTo(first.id());
        NodeView bySerial =
                get(engine.nodes().discover(Machines.boot(Machines.freshMac(), Optional.empty(), Optional.of("SN-A"))));
        assertThat(bySerial.id()).isEqualTo(first.id());

        Set<NodeId> strangers = new HashSet<>();
        List<String> placeholders = List.of(
                "00000000-0000-0000-0000-000000000000",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "03000200-0400-0500-0006-000700080009");
        List<String> serials =
                List.of("To be filled by O.E.M.", "Default string", "None", "0123456789", " ", "System Serial Number");
        for (String placeholder : placeholders) {
            for (int i = 0; i < 2; i++) {
                strangers.add(get(engine.nodes()
                                .discover(
                                        Machines.boot(Machines.freshMac(), Optional.of(placeholder), Optional.empty())))
                        .id());
            }
        }
        for (String serial : serials) {
            for (int i = 0; i < 2; i++) {
                strangers.add(get(engine.nodes()
                                .discover(Machines.boot(Machines.freshMac(), Optional.empty(), Optional.of(serial))))
                        .id());
            }
        }
        assertThat(strangers).hasSize(2 * (placeholders.size() + serials.size()));
    }

    @Test
    void aRememberedMachineIsAnotherOnesAsSoonAsTheNodeIsDeletedOrHasAnotherAddress() {
        MacAddress mac = Machines.freshMac();
        NodeView first = seen(mac);
        assertThat(seen(mac).id()).as("remembered").isEqualTo(first.id());
        done(get(engine.nodes().delete(first.id(), "ann")));
        NodeView second = seen(mac);
        assertThat(second.id()).isNotEqualTo(first.id());

        NodeView moved = done(get(engine.nodes().patch(second.id(), otherCard(Machines.freshMac()), "ann")));
        NodeView third = done(get(engine.nodes().register(Machines.registration(mac), "bob", Optional.empty())));
        assertThat(seen(mac, "192.0.2.99").id()).isEqualTo(third.id());
        NodeView after = get(engine.nodes().get(second.id())).orElseThrow();
        assertThat(after.ipAddress()).as("nothing of another machine").isEqualTo(moved.ipAddress());
    }

    private static NodeView seen(MacAddress mac) {
        return seen(mac, "192.0.2.7");
    }

    private static NodeView seen(MacAddress mac, String ip) {
        return get(engine.nodes()
                .discover(new BootRequest(
                        mac,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(ip),
                        "edge-1",
                        "http://127.0.0.1:8081",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
    }

    private static NodePatch otherCard(MacAddress mac) {
        return new NodePatch(
                Optional.of(mac),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    @Test
    void movesFollowTheTableOrAnOperatorsWord() {
        NodeView node = Machines.registered(engine);
        assertThat(refused(move(node, NodeState.ACTIVE, false, Optional.empty()))
                        .code())
                .isEqualTo(NodeRefusal.Code.ILLEGAL_MOVE);
        assertThat(refused(move(node, NodeState.ACTIVE, true, Optional.of(" "))).code())
                .isEqualTo(NodeRefusal.Code.COMMENT_REQUIRED);
        NodeView forced = done(move(node, NodeState.ACTIVE, true, Optional.of("was installed by hand")));
        assertThat(forced.state()).isEqualTo(NodeState.ACTIVE);
        NodeMove line = forced.history().getLast();
        assertThat(line.forced()).isTrue();
        assertThat(line.by()).isEqualTo("ann");
        assertThat(line.reason()).contains("was installed by hand");
        assertThat(move(node, NodeState.ACTIVE, false, Optional.empty())).isEqualTo(new NodeAnswer.Done(forced, true));
        assertThat(done(move(node, NodeState.REPROVISION, false, Optional.empty()))
                        .state())
                .isEqualTo(NodeState.REPROVISION);

        NodeTable table = new NodeTable(engine.database());
        NodeFilter filter = new NodeFilter(
                Set.of(NodeState.REPROVISION),
                Optional.empty(),
                Optional.of(node.id().value()));
        List<NodeRow> rows = Awaitility.await("the read table's row")
                .atMost(PATIENCE)
                .until(() -> get(table.list(filter, Optional.empty(), 5)).items(), list -> !list.isEmpty());
        assertThat(rows.getFirst().macAddress()).isEqualTo(node.macAddress());
        assertThat(rows.getFirst().metadata().toString()).isEqualTo("{\"rack\":\"r1\"}");
    }

    @Test
    void aNodeServesOneExecutionAndSaysWhich() {
        NodeView node = Machines.registered(engine);
        ExecutionId first = ((StartAnswer.Started) start(node, Optional.of("start-1"))).execution();
        assertThat(start(node, Optional.of("start-1"))).isEqualTo(new StartAnswer.Started(first, true));
        NodeRefusal busy = ((StartAnswer.Refused) start(node, Optional.of("start-2"))).refusal();
        assertThat(busy.code()).isEqualTo(NodeRefusal.Code.NODE_BUSY);
        assertThat(busy.executionId()).contains(first);
        assertThat(refused(get(engine.nodes().delete(node.id(), "ann"))).code()).isEqualTo(NodeRefusal.Code.NODE_BUSY);

        RequestAnswer illegal = get(engine.nodes()
                .apply(node.id(), first, new NodeRequest.MoveTo("r-1", NodeState.ACTIVE, new StepId("one"))));
        assertThat(illegal.applied()).isFalse();
        RequestAnswer same = get(engine.nodes()
                .apply(node.id(), first, new NodeRequest.MoveTo("r-2", NodeState.INSTALLING, new StepId("one"))));
        assertThat(same.applied()).isTrue();
        NodeView before = get(engine.nodes().get(node.id())).orElseThrow();
        assertThat(before.history().getLast().applied()).isFalse();
        assertThat(get(engine.nodes()
                        .apply(node.id(), first, new NodeRequest.MoveTo("r-1", NodeState.ACTIVE, new StepId("one")))))
                .isEqualTo(illegal);
        assertThat(get(engine.nodes().get(node.id())).orElseThrow()).isEqualTo(before);

        RequestAnswer stale =
                get(engine.nodes().apply(node.id(), first, new NodeRequest.Release("r-3", 99, ExecutionStatus.FAILED)));
        assertThat(stale.applied()).isTrue();
        assertThat(get(engine.nodes().get(node.id())).orElseThrow().activeExecutionId())
                .contains(first);
        get(engine.executions().ask(first, new ExecutionCommand.Cancel("ann", Optional.empty(), true)));
        Awaitility.await("release")
                .atMost(PATIENCE)
                .until(() -> get(engine.nodes().get(node.id()))
                        .orElseThrow()
                        .activeExecutionId()
                        .isEmpty());
        assertThat(get(engine.nodes().get(node.id())).orElseThrow().state()).isEqualTo(NodeState.INSTALL_FAILED);
        assertThat(start(node, Optional.of("start-1"))).isEqualTo(new StartAnswer.Started(first, true));
        assertThat(start(node, Optional.of("start-3"))).isInstanceOf(StartAnswer.Started.class);
        assertThat(get(engine.nodes().get(node.id())).orElseThrow().installAttempts())
                .isEqualTo(2);
    }

    @Test
    void anEngineThatDiesBetweenLockAndStartStartsAfterwards() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> quick = Map.of(
                "pureboot.engine.node.request-wake",
                "1 s",
                "pureboot.engine.node.ask-patience",
                "3 s",
                "pureboot.engine.node.ask-timeout",
                "1 s");
        ExecutionsThatAreAway away = new ExecutionsThatAreAway();
        ExecutionId proposed = ExecutionId.fresh();
        NodeView node;
        try (EngineMember dying = EngineMember.found(
                database,
                quick,
                new Doors(
                        executions -> away,
                        Doors.open().requests(),
                        Doors.open().definitions()))) {
            node = Machines.registered(dying);
            CompletionStage<StartAnswer> unanswered = dying.nodes()
                    .start(
                            node.id(),
                            proposed,
                            Workflows.oneScript(600),
                            Json.mapper().createObjectNode(),
                            "ann",
                            Optional.empty());
            Awaitility.await("the start's sending").atMost(PATIENCE).until(() -> away.asked.get() > 1);
            assertThat(get(dying.nodes().get(node.id())).orElseThrow().activeExecutionId())
                    .contains(proposed);
            assertThat(get(dying.nodes().get(node.id())).orElseThrow().state()).isEqualTo(NodeState.PENDING);
            Awaitility.await("the caller's failure")
                    .atMost(PATIENCE)
                    .until(() -> unanswered.toCompletableFuture().isCompletedExceptionally());
        }
        AtomicInteger fetched = new AtomicInteger();
        Definitions registry = reference -> {
            fetched.incrementAndGet();
            return reference.equals(Workflows.oneScript(600).reference())
                    ? CompletableFuture.completedStage(Workflows.oneScript(600))
                    : CompletableFuture.failedStage(new IllegalStateException("unknown: " + reference));
        };
        Doors doors = new Doors(Doors.open().starts(), Doors.open().requests(), registry);
        try (EngineMember next = EngineMember.found(database, quick, doors)) {
            // Nobody asks for the node: its row alone brings it back.
            Awaitility.await("the execution's begin")
                    .atMost(PATIENCE)
                    .until(() -> get(next.executions().get(proposed)).isPresent());
            Awaitility.await("installing")
                    .atMost(PATIENCE)
                    .until(() -> get(next.nodes().get(node.id())).orElseThrow().state() == NodeState.INSTALLING);
        }
        assertThat(fetched).as("definitions fetched by their reference").hasPositiveValue();
    }

    /** Executions that cannot be reached. */
    private static final class ExecutionsThatAreAway implements ExecutionStarts {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public CompletionStage<Outcome> start(ExecutionCommand.Start command) {
            asked.incrementAndGet();
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }

        @Override
        public CompletionStage<Outcome> retry(ExecutionId execution, ExecutionCommand.Retry command) {
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }

        @Override
        public CompletionStage<Outcome> skipFailed(ExecutionId execution, ExecutionCommand.SkipFailed command) {
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }
    }

    private static StartAnswer start(NodeView node, Optional<String> key) {
        return get(engine.nodes()
                .start(
                        node.id(),
                        ExecutionId.fresh(),
                        Workflows.oneScript(600),
                        Json.mapper().createObjectNode(),
                        "ann",
                        key));
    }

    private static NodeAnswer move(NodeView node, NodeState to, boolean force, Optional<String> comment) {
        return get(engine.nodes().move(node.id(), to, force, comment, "ann"));
    }

    private static NodeView done(NodeAnswer answer) {
        return ((NodeAnswer.Done) answer).node();
    }

    private static NodeRefusal refused(NodeAnswer answer) {
        return ((NodeAnswer.Refused) answer).refusal();
    }
}
