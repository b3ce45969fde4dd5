package io.pureboot.engine;

import com.typesafe.config.Config;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.ExecutionSettings;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.execution.NodeRequests;
import io.pureboot.engine.execution.ShardedExecutions;
import io.pureboot.engine.node.Definitions;
import io.pureboot.engine.node.ExecutionStarts;
import io.pureboot.engine.node.NodeSettings;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.node.ShardedNodes;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.QuarantineTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.recovery.Quarantine;
import io.pureboot.engine.wakeup.LostRows;
import io.pureboot.engine.wakeup.SweepSettings;
import io.pureboot.engine.wakeup.Sweeper;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** The sharded rooms, wired to each other: executions ask their nodes, nodes start executions, sweepers wake both. */
public record ClusterRooms(Executions executions, Nodes nodes) {
    private static final int LOST_ROWS_LIMIT = 1000;

    /**
     * Makes this member a home for executions and nodes. The system must be on its way into a cluster.
     *
     * @param engine the resolved subtree {@code pureboot.engine}
     */
    public static ClusterRooms open(
            ActorSystem<?> system, Config engine, Database database, Definitions definitions, InstantSource clock) {
        ShardedExecutions executions = executions(system, engine, database, clock);
        ShardedNodes nodes = nodes(system, engine, database, clock);
        return open(
                system, engine, database, clock, executions, nodes, starts(executions), requests(nodes), definitions);
    }

    static ShardedExecutions executions(ActorSystem<?> system, Config engine, Database database, InstantSource clock) {
        return ShardedExecutions.of(
                system,
                ExecutionSettings.read(engine.getConfig("execution")),
                database,
                quarantine(system, "execution", engine, database, clock));
    }

    static ShardedNodes nodes(ActorSystem<?> system, Config engine, Database database, InstantSource clock) {
        return ShardedNodes.of(
                system,
                NodeSettings.read(engine.getConfig("node")),
                database,
                quarantine(system, "node", engine, database, clock));
    }

    private static Quarantine quarantine(
            ActorSystem<?> system, String kind, Config engine, Database database, InstantSource clock) {
        return Quarantine.open(
                system, kind, new QuarantineTable(database), engine.getDuration("quarantine.retry-after"), clock);
    }

    static ClusterRooms open(
            ActorSystem<?> system,
            Config engine,
            Database database,
            InstantSource clock,
            ShardedExecutions executions,
            ShardedNodes nodes,
            ExecutionStarts starts,
            NodeRequests requests,
            Definitions definitions) {
        Wakeups executionRows = Wakeups.ofExecutions(database);
        Wakeups nodeRows = Wakeups.ofNodes(database);
        ExecutionTable table = new ExecutionTable(database);
        executions.host(executionRows, table, requests, clock);
        NodeTable nodeTable = new NodeTable(database);
        nodes.host(nodeRows, nodeTable, starts, definitions, clock);
        SweepSettings sweep = SweepSettings.read(engine);
        Sweeper.init(system, "execution-sweeper", sweep, executionRows, executions::load, executions::wake);
        Sweeper.init(system, "node-sweeper", sweep, nodeRows, nodes::load, nodes::wake);
        LostRows.init(
                system,
                "execution-lost-rows",
                sweep.lostFirst(),
                sweep.lostRowsEvery(),
                () -> table.behindTheJournal(LOST_ROWS_LIMIT)
                        .thenApply(ids -> ids.stream().map(ExecutionId::value).toList()),
                executions::wake);
        LostRows.init(
                system,
                "execution-lost-wakeups",
                sweep.lostFirst(),
                sweep.lostWakeupsEvery(),
                () -> table.aliveWithoutWakeup(LOST_ROWS_LIMIT)
                        .thenApply(ids -> ids.stream().map(ExecutionId::value).toList()),
                executions::wake);
        LostRows.init(
                system,
                "node-lost-rows",
                sweep.lostFirst(),
                sweep.lostRowsEvery(),
                () -> nodeTable
                        .waitingWithoutWakeup(LOST_ROWS_LIMIT)
                        .thenCombine(nodeTable.behindTheJournal(LOST_ROWS_LIMIT), ClusterRooms::either)
                        .thenApply(ids -> ids.stream().map(NodeId::value).toList()),
                nodes::wake);
        return new ClusterRooms(executions, nodes);
    }

    private static <I> List<I> either(List<I> some, List<I> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    static NodeRequests requests(Nodes nodes) {
        return new NodeRequests() {
            @Override
            public CompletionStage<NodeRequests.Outcome> send(NodeId node, ExecutionId execution, NodeRequest request) {
                return nodes.apply(node, execution, request)
                        .thenApply(answer -> new NodeRequests.Outcome(answer.applied(), answer.detail()));
            }

            @Override
            public void expect(NodeId node) {
                nodes.load(node);
            }
        };
    }

    static ExecutionStarts starts(Executions executions) {
        return new ExecutionStarts() {
            @Override
            public CompletionStage<ExecutionStarts.Outcome> start(ExecutionCommand.Start command) {
                return executions.ask(command.id(), command).thenApply(ClusterRooms::outcome);
            }

            @Override
            public CompletionStage<ExecutionStarts.Outcome> retry(
                    ExecutionId execution, ExecutionCommand.Retry command) {
                return executions.ask(execution, command).thenApply(ClusterRooms::outcome);
            }

            @Override
            public CompletionStage<ExecutionStarts.Outcome> skipFailed(
                    ExecutionId execution, ExecutionCommand.SkipFailed command) {
                return executions.ask(execution, command).thenApply(ClusterRooms::outcome);
            }
        };
    }

    private static ExecutionStarts.Outcome outcome(ExecutionAnswer answer) {
        return switch (answer) {
            case ExecutionAnswer.Done done -> new ExecutionStarts.Outcome.Accepted();
            case ExecutionAnswer.Refused refused -> new ExecutionStarts.Outcome.Refused(refused.refusal());
        };
    }
}
