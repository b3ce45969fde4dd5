package io.pureboot.engine.registry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.pureboot.engine.PekkoSettings;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.postgres.FreshDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;

/** As much of an engine as the registries need: an actor system in a cluster on loopback, and the pool. */
final class EngineWithRegistries implements AutoCloseable {
    private final ActorSystem<Void> system;
    private final Database database;
    final Registries registries;

    private EngineWithRegistries(ActorSystem<Void> system, Database database) {
        this.system = system;
        this.database = database;
        this.registries = Registries.init(system, database, StepTypes.all());
    }

    /** One that founds its own cluster. */
    static EngineWithRegistries alone(FreshDatabase database) {
        ActorSystem<Void> system = start(database);
        return join(system, Cluster.get(system).selfMember().address(), database);
    }

    /** One that joins the cluster of another. */
    static EngineWithRegistries beside(EngineWithRegistries other, FreshDatabase database) {
        return join(start(database), Cluster.get(other.system).selfMember().address(), database);
    }

    private static ActorSystem<Void> start(FreshDatabase database) {
        Config engine = ConfigFactory.parseMap(Map.of(
                        "pureboot.engine.database.url",
                        database.jdbcUrl(),
                        "pureboot.engine.database.user",
                        database.user(),
                        "pureboot.engine.database.password",
                        database.password(),
                        "pureboot.engine.database.journal-connections",
                        4,
                        "pureboot.engine.cluster.host",
                        "127.0.0.1",
                        "pureboot.engine.cluster.port",
                        0))
                .withFallback(ConfigFactory.load());
        return ActorSystem.create(Behaviors.empty(), "pureboot", PekkoSettings.of(engine));
    }

    private static EngineWithRegistries join(ActorSystem<Void> system, Address seed, FreshDatabase database) {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(seed));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.selfMember().status(), status -> status.equals(MemberStatus.up()));
        return new EngineWithRegistries(
                system, Database.open(database.jdbcUrl(), database.user(), database.password(), 4));
    }

    /** The value, once it is there. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("no value came", failure);
        }
    }

    @Override
    public void close() {
        system.terminate();
        get(system.getWhenTerminated());
        database.close();
    }
}
