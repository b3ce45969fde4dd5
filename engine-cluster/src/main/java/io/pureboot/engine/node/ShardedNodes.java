package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.call.CallId;
import io.pureboot.engine.call.EntityCalls;
import io.pureboot.engine.call.Meaning;
import io.pureboot.engine.node.NodeEntry.Known;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.recovery.Quarantine;
import io.pureboot.engine.recovery.Quarantined;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.japi.function.Function;

/** {@link Nodes} over cluster sharding and the table of identities. */
public final class ShardedNodes implements Nodes {
    private static final int ROUNDS = 4;

    private final ClusterSharding sharding;
    private final NodeSettings settings;
    private final Identities identities;
    private final Database database;
    private final EntityCalls<Node.Message, Node.Reply> calls;
    private final Quarantine quarantine;
    private final Admission admission;
    private final RecognisedMachines recognised = new RecognisedMachines(System::nanoTime);

    private ShardedNodes(
            ActorSystem<?> system,
            NodeSettings settings,
            Database database,
            Quarantine quarantine,
            Admission admission) {
        this.sharding = ClusterSharding.get(system);
        this.settings = settings;
        this.identities = new Identities(database);
        this.database = database;
        this.calls = new EntityCalls<>(system, Node.KEY, settings.askTimeout(), settings.askPatience(), database);
        this.quarantine = quarantine;
        this.admission = admission;
    }

    /** The facade alone; {@link #host} must follow before it is used. */
    public static ShardedNodes of(
            ActorSystem<?> system, NodeSettings settings, Database database, Quarantine quarantine) {
        return new ShardedNodes(system, settings, database, quarantine, Admission.open(system));
    }

    /** Makes this engine a home for nodes. */
    public void host(
            Wakeups wakeups,
            NodeTable table,
            ExecutionStarts executions,
            Definitions definitions,
            InstantSource clock) {
        NodeParts parts = new NodeParts(settings, database, wakeups, table, executions, definitions, clock, quarantine);
        sharding.init(Entity.of(Node.KEY, entity -> Node.create(entity, parts)).withStopMessage(new Node.Leave()));
    }

    /** For sweepers: the row of this node falls due soon. */
    public void load(String id) {
        sharding.entityRefFor(Node.KEY, id).tell(new Node.Load());
    }

    @Override
    public void load(NodeId id) {
        load(id.value());
    }

    /** For sweepers: the row of this node is due. */
    public void wake(String id) {
        sharding.entityRefFor(Node.KEY, id).tell(new Node.WakeUp());
    }

    @Override
    public CompletionStage<NodeAnswer> register(
            NodeRegistration registration, String by, Optional<String> idempotencyKey) {
        NodeId candidate = idempotencyKey
                .map(key -> new NodeId(UUID.nameUUIDFromBytes(("node:" + key).getBytes(StandardCharsets.UTF_8))
                        .toString()))
                .orElseGet(NodeId::fresh);
        Entry entry = new Entry(registration, by, idempotencyKey);
        return idempotencyKey.isEmpty()
                ? claimAndRegister(candidate, entry, ROUNDS)
                : known(candidate)
                        .thenCompose(present -> present.isPresent()
                                ? register(candidate, entry)
                                : claimAndRegister(candidate, entry, ROUNDS));
    }

    /** An address whose node was never entered (somebody died in between) leads to that node's id; one of a deleted node is free. */
    private CompletionStage<NodeAnswer> claimAndRegister(NodeId candidate, Entry entry, int rounds) {
        NodeFacts facts = entry.registration().facts();
        List<Identity> wanted = Identity.of(facts.macAddress(), facts.uuid(), facts.serial());
        return identities.claim(candidate, wanted).thenCompose(owner -> {
            if (owner.equals(candidate)) {
                return register(candidate, entry);
            }
            return known(owner).thenCompose(node -> {
                if (node.filter(Known::gone).isPresent() && rounds > 0) {
                    return identities
                            .releaseAll(owner)
                            .thenCompose(free -> claimAndRegister(candidate, entry, rounds - 1));
                }
                boolean itsOwn = node.isEmpty()
                        || (entry.key().isPresent()
                                && node.get().memory().registrationKey().equals(entry.key()));
                if (itsOwn) {
                    return register(owner, entry);
                }
                return CompletableFuture.completedStage((NodeAnswer) new NodeAnswer.Refused(
                        NodeRefusal.macTaken(facts.macAddress().value(), owner)));
            });
        });
    }

    private CompletionStage<NodeAnswer> register(NodeId id, Entry entry) {
        return change(id, new NodeCommand.Register(id, entry.registration(), entry.by(), entry.key()));
    }

    @Override
    public CompletionStage<Optional<NodeView>> get(NodeId id) {
        return known(id).thenApply(node -> node.map(Known::view));
    }

    @Override
    public CompletionStage<Optional<NodeView>> release(NodeId id) {
        return quarantine.release(id.value()).thenCompose(free -> {
            sharding.entityRefFor(Node.KEY, id.value()).tell(new Node.Release());
            return get(id);
        });
    }

    private CompletionStage<Optional<Known>> known(NodeId id) {
        return send(id, Node.Get::new).thenApply(reply -> ((Node.Found) reply).node());
    }

    @Override
    public CompletionStage<NodeAnswer> patch(NodeId id, NodePatch patch, String by) {
        return known(id).thenCompose(before -> {
            if (before.isEmpty() || patch.macAddress().isEmpty()) {
                return edit(id, before, patch, by);
            }
            Identity mac = Identity.of(patch.macAddress().get());
            return identities
                    .claim(id, List.of(mac))
                    .thenCompose(owner -> owner.equals(id)
                            ? edit(id, before, patch, by)
                            : CompletableFuture.completedStage(
                                    new NodeAnswer.Refused(NodeRefusal.macTaken(mac.value(), owner))));
        });
    }

    /** After the change, what identified the node before and does no more is given free; what does now is claimed as far as it is free. */
    private CompletionStage<NodeAnswer> edit(NodeId id, Optional<Known> before, NodePatch patch, String by) {
        return change(id, new NodeCommand.Edit(patch, by)).thenCompose(answer -> {
            if (!(answer instanceof NodeAnswer.Done done) || before.isEmpty()) {
                return CompletableFuture.completedStage(answer);
            }
            NodeFacts old = before.get().facts();
            NodeView node = done.node();
            List<Identity> now = Identity.of(node.macAddress(), node.uuid(), node.serial());
            List<Identity> gone = new ArrayList<>(Identity.of(old.macAddress(), old.uuid(), old.serial()));
            gone.removeAll(now);
            if (gone.isEmpty() && now.size() == 1) {
                return CompletableFuture.completedStage(answer);
            }
            return identities
                    .release(id, gone)
                    .thenCompose(free -> identities.claim(id, now))
                    .thenApply(owner -> answer);
        });
    }

    @Override
    public CompletionStage<NodeAnswer> move(
            NodeId id, NodeState to, boolean force, Optional<String> comment, String by) {
        return change(id, new NodeCommand.Move(to, force, comment, by));
    }

    @Override
    public CompletionStage<NodeAnswer> delete(NodeId id, String by) {
        return change(id, new NodeCommand.Delete(by))
                .thenCompose(answer -> answer instanceof NodeAnswer.Done
                        ? identities.releaseAll(id).thenApply(free -> answer)
                        : CompletableFuture.completedStage(answer));
    }

    @Override
    public CompletionStage<NodeView> discover(BootRequest request) {
        List<Identity> shown = Identity.of(request.mac(), request.uuid(), request.serial());
        return recognised
                .by(shown)
                .map(id -> stands(id, request, true).thenCompose(node -> {
                    if (node.isPresent()) {
                        return CompletableFuture.completedStage(node.get());
                    }
                    recognised.forget(shown);
                    return recognise(shown, request, ROUNDS);
                }))
                .orElseGet(() -> recognise(shown, request, ROUNDS));
    }

    /** By the table of identities. Those of a deleted node are given free. */
    private CompletionStage<NodeView> recognise(List<Identity> shown, BootRequest request, int rounds) {
        return identities
                .recognise(shown)
                .thenCompose(id -> stands(id, request, false).thenCompose(node -> {
                    if (node.isEmpty() && rounds > 0) {
                        return identities.releaseAll(id).thenCompose(free -> recognise(shown, request, rounds - 1));
                    }
                    NodeView view = node.orElseThrow(() ->
                            new IllegalStateException("whoever is recognised is deleted, time after time: " + id));
                    if (view.macAddress().equals(request.mac())) {
                        recognised.remember(shown, id);
                    }
                    return CompletableFuture.completedStage(view);
                }));
    }

    /** The node after it has heard that it stands at an edge; empty when it is deleted, or was only remembered and is another machine. */
    private CompletionStage<Optional<NodeView>> stands(NodeId id, BootRequest request, boolean remembered) {
        Optional<Boolean> asRemembered = Optional.of(remembered).filter(only -> only);
        return change(id, new NodeCommand.Discover(id, facts(request), request.edgeId(), asRemembered))
                .thenApply(answer -> switch (answer) {
                    // An engine of an older version lets a deleted node answer.
                    case NodeAnswer.Done done ->
                        Optional.of(done.node()).filter(node -> node.deletedAt().isEmpty());
                    case NodeAnswer.Refused(NodeRefusal refusal) -> none(refusal);
                });
    }

    /** Who is said to be nobody loses its identities: only what is expected may say so. */
    private static Optional<NodeView> none(NodeRefusal refusal) {
        return switch (refusal.code()) {
            case NODE_RETIRED, NODE_UNKNOWN -> Optional.empty();
            default -> throw new IllegalStateException("a discovery is not refused so: " + refusal);
        };
    }

    /** iPXE for BIOS is a 32-bit program on 64-bit machines too: its i386 says nothing about the processor. */
    private static NodeFacts facts(BootRequest r) {
        Optional<String> architecture = r.arch().flatMap(arch -> switch (arch) {
            case "x86_64" -> Optional.of("x86_64");
            case "arm64", "aarch64" -> Optional.of("aarch64");
            default -> Optional.empty();
        });
        Optional<String> bootMode = r.platform().flatMap(platform -> switch (platform) {
            case "efi" -> Optional.of("uefi");
            case "pcbios" -> Optional.of("bios");
            default -> Optional.empty();
        });
        return new NodeFacts(
                r.mac(),
                r.ip(),
                Optional.empty(),
                Identity.uuid(r.uuid()).map(Identity::value),
                Identity.serial(r.serial()).isPresent() ? r.serial().map(String::strip) : Optional.empty(),
                r.manufacturer(),
                r.product(),
                architecture,
                bootMode);
    }

    @Override
    public CompletionStage<StartAnswer> start(
            NodeId id,
            ExecutionId proposed,
            PinnedWorkflow workflow,
            JsonNode parameters,
            String by,
            Optional<String> idempotencyKey) {
        return admission.admit(
                () -> begin(id, new NodeCommand.Start(proposed, workflow, parameters, by, idempotencyKey)));
    }

    @Override
    public CompletionStage<StartAnswer> retry(
            NodeId id, ExecutionId execution, Optional<StepId> from, String by, Optional<String> reason) {
        String asking = "retry:" + UUID.randomUUID();
        return begin(id, new NodeCommand.Retry(execution, from, by, reason, asking));
    }

    @Override
    public CompletionStage<StartAnswer> skipFailed(
            NodeId id, ExecutionId execution, StepId step, String by, String reason) {
        String asking = "skip:" + UUID.randomUUID();
        return begin(id, new NodeCommand.SkipFailed(execution, step, by, reason, asking));
    }

    @Override
    public CompletionStage<RequestAnswer> apply(NodeId id, ExecutionId execution, NodeRequest request) {
        return ask(id, new NodeCommand.Apply(execution, request)).thenApply(reply -> ((Node.Requested) reply).answer());
    }

    private CompletionStage<StartAnswer> begin(NodeId id, NodeCommand command) {
        return ask(id, command).thenApply(reply -> switch (reply) {
            case Node.Begun begun -> new StartAnswer.Started(begun.execution(), begun.duplicate());
            case Node.Denied denied -> new StartAnswer.Refused(denied.refusal());
            default -> throw unexpected(reply);
        });
    }

    private CompletionStage<NodeAnswer> change(NodeId id, NodeCommand command) {
        return ask(id, command).thenApply(reply -> switch (reply) {
            case Node.Changed changed -> new NodeAnswer.Done(changed.node(), changed.duplicate());
            case Node.Denied denied -> new NodeAnswer.Refused(denied.refusal());
            default -> throw unexpected(reply);
        });
    }

    private static IllegalStateException unexpected(Node.Reply reply) {
        return new IllegalStateException("a node does not answer so: " + reply);
    }

    private CompletionStage<Node.Reply> ask(NodeId id, NodeCommand command) {
        Optional<CallId> call = Optional.of(CallId.random());
        return send(id, replyTo -> new Node.Ask(command, replyTo, call));
    }

    private CompletionStage<Node.Reply> send(NodeId id, Function<ActorRef<Node.Reply>, Node.Message> message) {
        return calls.put(id.value(), message, reply -> meaning(id, reply));
    }

    private static Meaning<Node.Reply> meaning(NodeId id, Node.Reply reply) {
        return switch (reply) {
            case Node.Held(String reason) -> new Meaning.Failure<>(new Quarantined("node " + id + ": " + reason));
            case Node.Away(String reason) -> new Meaning.NotNow<>(reason);
            case Node.Found found -> new Meaning.Answer<>(found);
            case Node.Changed changed -> new Meaning.Answer<>(changed);
            case Node.Begun begun -> new Meaning.Answer<>(begun);
            case Node.Requested requested -> new Meaning.Answer<>(requested);
            case Node.Denied denied -> new Meaning.Answer<>(denied);
        };
    }

    private record Entry(NodeRegistration registration, String by, Optional<String> key) {}
}
