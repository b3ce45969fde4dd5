package io.pureboot.edge.bandwidth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The limits of all bodies that are sent by HTTP: all together, and those of one client. TFTP knows none. Safe from any thread. */
public final class Bandwidth {

    /** More clients than that are looked through for those that have gone. */
    private static final int MANY_CLIENTS = 4096;

    private final Limits limits;
    private final Optional<TokenBucket> total;
    private final Map<String, TokenBucket> clients = new ConcurrentHashMap<>();

    /**
     * In bytes per second.
     *
     * @param total of all clients together; 0 for no limit
     * @param perClient of each of them; 0 for no limit
     */
    public record Limits(long total, long perClient) {

        /** @throws IllegalArgumentException when one is negative */
        public Limits {
            if (total < 0 || perClient < 0) {
                throw new IllegalArgumentException(
                        "bandwidth is 0 (no limit) or more, not " + total + ", " + perClient);
            }
        }

        public boolean any() {
            return total > 0 || perClient > 0;
        }
    }

    public Bandwidth(Limits limits, long nowNanos) {
        this.limits = limits;
        this.total = limits.total() > 0 ? Optional.of(new TokenBucket(limits.total(), nowNanos)) : Optional.empty();
    }

    /** Clients that are kept in mind. */
    int clients() {
        return clients.size();
    }

    /** Whether there is any limit at all. */
    public boolean limited() {
        return limits.any();
    }

    /**
     * Takes bytes for a client, and says for how many nanoseconds they are to be held back; 0 for not at all.
     *
     * @param client any name of it, its address usually
     */
    public long take(String client, long bytes, long nowNanos) {
        long all = total.map(bucket -> bucket.take(bytes, nowNanos)).orElse(0L);
        if (limits.perClient() == 0) {
            return all;
        }
        if (clients.size() > MANY_CLIENTS) {
            clients.values().removeIf(bucket -> bucket.full(nowNanos));
        }
        long own = clients.computeIfAbsent(client, first -> new TokenBucket(limits.perClient(), nowNanos))
                .take(bytes, nowNanos);
        return Math.max(all, own);
    }
}
