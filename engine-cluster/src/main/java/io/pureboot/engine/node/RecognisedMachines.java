package io.pureboot.engine.node;

import io.pureboot.protocol.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which nodes this engine has lately recognised by what. It may be out of date, as other engines change nodes too: the node itself is asked whether
 * it is still the machine, and when it is not, the table of identities decides.
 */
final class RecognisedMachines {
    /** After that a machine is looked up again, so that the table gets to hear of identities that have become free meanwhile. */
    static final Duration KEPT = Duration.ofMinutes(1);

    private static final int MOST = 100_000;

    private record Recognised(NodeId node, long at) {}

    private final LongSupplier nanos;
    private final Map<List<Identity>, Recognised> latest = new ConcurrentHashMap<>();

    /** @param nanos a clock like {@link System#nanoTime} */
    RecognisedMachines(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The node that was last recognised by exactly these. */
    Optional<NodeId> by(List<Identity> shown) {
        return Optional.ofNullable(latest.get(shown))
                .filter(known -> nanos.getAsLong() - known.at() < KEPT.toNanos())
                .map(Recognised::node);
    }

    /** @param shown all of them belong to a node, the first one to this one */
    void remember(List<Identity> shown, NodeId node) {
        if (latest.size() >= MOST) {
            latest.clear();
        }
        latest.put(shown, new Recognised(node, nanos.getAsLong()));
    }

    void forget(List<Identity> shown) {
        latest.remove(shown);
    }
}
