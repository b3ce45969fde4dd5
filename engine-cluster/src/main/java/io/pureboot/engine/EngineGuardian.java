package io.pureboot.engine;

import com.typesafe.config.Config;
import io.pureboot.engine.access.ApiTokens;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.dispatch.Assignments;
import io.pureboot.engine.dispatch.BootDesk;
import io.pureboot.engine.dispatch.MachinePace;
import io.pureboot.engine.dispatch.OrderDesk;
import io.pureboot.engine.dispatch.Prefetching;
import io.pureboot.engine.dispatch.PreviewDesk;
import io.pureboot.engine.dispatch.PreviewGate;
import io.pureboot.engine.dispatch.SeedDesk;
import io.pureboot.engine.dispatch.StepTexts;
import io.pureboot.engine.dispatch.UnknownMachines;
import io.pureboot.engine.edge.Edges;
import io.pureboot.engine.http.EngineRoutes;
import io.pureboot.engine.http.KnownFailures;
import io.pureboot.engine.http.Membership;
import io.pureboot.engine.http.Rooms;
import io.pureboot.engine.http.exchange.Authentication;
import io.pureboot.engine.http.exchange.FrontDoor;
import io.pureboot.engine.http.exchange.Traffic;
import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.QuarantineTable;
import io.pureboot.engine.query.SubTasks;
import io.pureboot.engine.registry.AppliedMarks;
import io.pureboot.engine.registry.Registries;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.storage.Credentials;
import io.pureboot.engine.storage.Storage;
import io.pureboot.engine.template.TemplateLanguages;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterCommand;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.stream.SystemMaterializer;

/** The root of an engine's actors: wires the rooms in reading order, joins the cluster when it is told to, and says when it is a member. */
final class EngineGuardian {
    /** What the guardian hears. */
    sealed interface Message {
        /**
         * This engine can serve, and is to become a member. Not before: as the newest member it has the fewest shards, so it gets those of an engine
         * that has just died, and their machines would wait for its start.
         */
        record Join() implements Message {}

        record MemberIsUp() implements Message {}
    }

    private EngineGuardian() {}

    /**
     * The guardian.
     *
     * @param engine the resolved subtree {@code pureboot.engine}
     * @param door completed once all rooms are wired
     * @param up completed once this engine is a cluster member
     */
    static Behavior<Message> create(
            EngineConfig config,
            Config engine,
            Database database,
            CallbackTokens callbackTokens,
            Secrets secrets,
            CompletableFuture<FrontDoor> door,
            CompletableFuture<Membership> up) {
        return Behaviors.setup(context -> {
            Cluster cluster = Cluster.get(context.getSystem());
            cluster.subscriptions()
                    .tell(new Subscribe<>(
                            context.messageAdapter(SelfUp.class, event -> new Message.MemberIsUp()), SelfUp.class));
            AtomicBoolean serving = new AtomicBoolean();
            CoordinatedShutdown.get(context.getSystem())
                    .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "refuse-requests", () -> {
                        serving.set(false);
                        return CompletableFuture.completedFuture(Done.getInstance());
                    });
            door.complete(wire(context, config, engine, database, callbackTokens, secrets, door, serving));
            return Behaviors.receive(Message.class)
                    .onMessage(Message.Join.class, message -> {
                        cluster.manager().tell(joining(config.cluster().seeds(), cluster));
                        return Behaviors.same();
                    })
                    .onMessage(Message.MemberIsUp.class, message -> {
                        serving.set(true);
                        up.complete(membership(cluster));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** Without seeds it founds a cluster of its own. */
    private static ClusterCommand joining(List<String> seeds, Cluster cluster) {
        return seeds.isEmpty()
                ? Join.create(cluster.selfMember().address())
                : new JoinSeedNodes(seeds.stream()
                        .map(seed -> AddressFromURIString.parse("pekko://pureboot@" + seed))
                        .toList());
    }

    private static FrontDoor wire(
            ActorContext<?> context,
            EngineConfig config,
            Config engine,
            Database database,
            CallbackTokens callbackTokens,
            Secrets secrets,
            CompletableFuture<FrontDoor> door,
            AtomicBoolean serving) {
        ActorSystem<?> system = context.getSystem();
        Clock clock = database.clock().withZone(ZoneOffset.UTC);
        // Workflows, templates and groups; then executions and nodes, which pin what the registries hold.
        Registries registries = Registries.init(system, database, StepTypes.all());
        ClusterRooms cluster = ClusterRooms.open(system, engine, database, ProfiledDefinitions.of(registries), clock);
        // From executions to machines.
        MachinePace pace = pace(config);
        TemplateLanguages languages = new TemplateLanguages(System::nanoTime);
        StepTexts texts = new StepTexts(
                cluster.nodes(), registries.groups(), registries.templates(), secrets, callbackTokens, languages);
        OrderDesk orders = new OrderDesk(cluster.executions(), texts, pace, clock);
        Edges edges = Edges.open(system, engine, database);
        Prefetching prefetching = new Prefetching(edges, cluster.executions(), registries.templates());
        BootDesk boots = new BootDesk(
                UnknownMachines.read(engine.getConfig("unknown-machines")),
                cluster.nodes(),
                new Assignments(registries.groups()),
                registries.workflows(),
                cluster.executions(),
                texts,
                callbackTokens,
                pace,
                prefetching);
        SeedDesk seeds = new SeedDesk(cluster.executions(), cluster.nodes(), texts, callbackTokens, pace);
        Storage storage = Storage.open(
                system, engine, database, Credentials.configured(engine).or(stored(secrets)));
        PreviewDesk previews = new PreviewDesk(
                cluster.nodes(),
                registries.groups(),
                registries.workflows(),
                registries.templates(),
                registries.profiles(),
                languages,
                config.publicUrl(),
                PreviewGate.read(engine.getConfig("preview")));
        // The URLs.
        Traffic traffic = new Traffic();
        Rooms rooms = new Rooms(
                database,
                registries.workflows(),
                registries.templates(),
                registries.groups(),
                registries.profiles(),
                new AppliedMarks(database),
                cluster.nodes(),
                new NodeTable(database),
                cluster.executions(),
                new ExecutionTable(database),
                new SubTasks(database),
                new LogChunks(database, config.logs().attemptQuota(), clock),
                // Shorter than the listener's patience with a silent connection.
                config.http().idleTimeout().multipliedBy(3).dividedBy(4),
                callbackTokens,
                orders,
                boots,
                config.http().bootBatchPatience(),
                seeds,
                edges,
                prefetching,
                storage,
                SystemMaterializer.get(system).materializer(),
                previews,
                secrets,
                traffic,
                EngineMetrics.of(system),
                new QuarantineTable(database),
                door,
                () -> membership(Cluster.get(system)),
                clock,
                config.http().pageSize(),
                config.http().pageSizeLimit());
        ApiTokens apiTokens = new ApiTokens(
                database, config.access().cacheTtl(), config.access().cacheGrace());
        return new FrontDoor(
                EngineRoutes.table(
                        rooms, config.http().bodyLimit(), config.http().callbackBodyLimit()),
                new Authentication(apiTokens, callbackTokens),
                traffic,
                KnownFailures.of(database),
                system.classicSystem(),
                serving::get);
    }

    /** Secrets by name, for those that are not a step's text. */
    private static Credentials stored(Secrets secrets) {
        return name -> secrets.source(List.of("${secret." + name + "}")).thenApply(found -> found.find(name));
    }

    private static MachinePace pace(EngineConfig config) {
        EngineConfig.Agent agent = config.agent();
        return new MachinePace(
                agent.kernel(),
                agent.initrds(),
                agent.cmdline(),
                agent.heartbeat(),
                agent.askAgain(),
                config.publicUrl());
    }

    private static Membership membership(Cluster cluster) {
        MemberStatus status = cluster.selfMember().status();
        long members = StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count();
        return new Membership(status.toString(), status.equals(MemberStatus.up()), (int) members);
    }
}
