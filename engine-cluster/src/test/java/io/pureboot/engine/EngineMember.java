package io.pureboot.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.execution.NodeRequests;
import io.pureboot.engine.execution.ShardedExecutions;
import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.node.Definitions;
import io.pureboot.engine.node.ExecutionStarts;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.node.ShardedNodes;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.postgres.FreshDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;

/** A real cluster member in this JVM, on loopback and a real database, with both sharded rooms open. */
public final class EngineMember implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorSystem<Void> system;
    private final Database database;
    private final ClusterRooms rooms;

    private EngineMember(ActorSystem<Void> system, Database database, ClusterRooms rooms) {
        this.system = system;
        this.database = database;
        this.rooms = rooms;
    }

    /** What stands between the rooms; a test may put something faulty there. */
    public record Doors(
            Function<Executions, ExecutionStarts> starts,
            Function<Nodes, NodeRequests> requests,
            Definitions definitions) {
        /** Without a registry: only who was asked to start an execution knows its definition. */
        public Doors(Function<Executions, ExecutionStarts> starts, Function<Nodes, NodeRequests> requests) {
            this(
                    starts,
                    requests,
                    reference -> CompletableFuture.failedStage(
                            new IllegalStateException("no registry stands behind this member: " + reference)));
        }

        public static Doors open() {
            return new Doors(ClusterRooms::starts, ClusterRooms::requests);
        }

        /** With a registry of this one workflow. */
        public static Doors knowing(PinnedWorkflow workflow) {
            return new Doors(
                    ClusterRooms::starts,
                    ClusterRooms::requests,
                    reference -> reference.equals(workflow.reference())
                            ? CompletableFuture.completedStage(workflow)
                            : CompletableFuture.failedStage(new IllegalStateException("unknown: " + reference)));
        }
    }

    public static EngineMember found(FreshDatabase fresh, Map<String, Object> keys) {
        return found(fresh, keys, Doors.open());
    }

    /** @param clock that of the engine's machine, beside the database's */
    public static EngineMember found(FreshDatabase fresh, Map<String, Object> keys, InstantSource clock) {
        return found(fresh, keys, Doors.open(), clock);
    }

    public static EngineMember found(FreshDatabase fresh, Map<String, Object> keys, Doors doors) {
        return found(fresh, keys, doors, InstantSource.system());
    }

    private static EngineMember found(FreshDatabase fresh, Map<String, Object> keys, Doors doors, InstantSource clock) {
        Schema.migrate(fresh.jdbcUrl(), fresh.user(), fresh.password());
        ActorSystem<Void> system = system(fresh, keys);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return opened(system, fresh, doors, clock);
    }

    public EngineMember joinedBy(FreshDatabase fresh, Map<String, Object> keys) {
        ActorSystem<Void> other = system(fresh, keys);
        Cluster.get(other)
                .manager()
                .tell(Join.create(Cluster.get(system).selfMember().address()));
        return opened(other, fresh, Doors.open(), InstantSource.system());
    }

    private static EngineMember opened(
            ActorSystem<Void> system, FreshDatabase fresh, Doors doors, InstantSource clock) {
        Config engine = system.settings().config().getConfig("pureboot.engine");
        Database database = Database.open(fresh.jdbcUrl(), fresh.user(), fresh.password(), 4, clock);
        Awaitility.await("the database's time").atMost(PATIENCE).until(database::clockIsKnown);
        ShardedExecutions executions = ClusterRooms.executions(system, engine, database, database.clock());
        ShardedNodes nodes = ClusterRooms.nodes(system, engine, database, database.clock());
        ClusterRooms rooms = ClusterRooms.open(
                system,
                engine,
                database,
                database.clock(),
                executions,
                nodes,
                doors.starts().apply(executions),
                doors.requests().apply(nodes),
                doors.definitions());
        Awaitility.await("membership")
                .atMost(PATIENCE)
                .until(() -> MemberStatus.up()
                        .equals(Cluster.get(system).selfMember().status()));
        return new EngineMember(system, database, rooms);
    }

    private static ActorSystem<Void> system(FreshDatabase fresh, Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>();
        all.put("pureboot.engine.cluster.host", "127.0.0.1");
        all.put("pureboot.engine.cluster.port", 0);
        all.put("pureboot.engine.database.url", fresh.jdbcUrl());
        all.put("pureboot.engine.database.user", fresh.user());
        all.put("pureboot.engine.database.password", fresh.password());
        all.put("pureboot.engine.database.journal-connections", 4);
        all.put("pureboot.engine.sweep.every", "200 ms");
        all.putAll(keys);
        Config engine = ConfigFactory.parseMap(all).withFallback(ConfigFactory.load());
        // terminate() in a test is a death, not a leave.
        Config pekko = ConfigFactory.parseString("""
                        pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                        pekko.actor.serialize-messages = off
                        pekko.cluster.min-nr-of-members = 1
                        pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes = off
                        """).withFallback(PekkoSettings.of(engine));
        return ActorSystem.create(Behaviors.empty(), "pureboot", pekko);
    }

    /** What the failure detector and the split brain resolver would find out some seconds after {@code dead} died. */
    public void down(EngineMember dead) {
        var address = Cluster.get(dead.system).selfMember().address();
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(new Down(address));
        Awaitility.await("the removal of " + address).atMost(PATIENCE).until(() -> {
            for (var member : cluster.state().getMembers()) {
                if (member.address().equals(address)) {
                    return false;
                }
            }
            return true;
        });
    }

    public Executions executions() {
        return rooms.executions();
    }

    public Nodes nodes() {
        return rooms.nodes();
    }

    public Database database() {
        return database;
    }

    public ActorSystem<Void> system() {
        return system;
    }

    /** The answer, or the failure with its cause. */
    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("no answer: " + failure, failure);
        }
    }

    /** Dies: no hand-over, no good-bye. */
    @Override
    public void close() {
        system.terminate();
        get(system.getWhenTerminated());
        database.close();
    }
}
