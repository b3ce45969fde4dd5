package io.pureboot.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the engines to join behind names, such as that of a headless service: all their addresses, the lowest first. Every engine comes
 * to the same order, and Pekko has the first seed alone found a cluster, after it has asked the others whether there is one.
 */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Names names;
    private final Duration pause;

    /** A way to look a name up. */
    @FunctionalInterface
    interface Names {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    /** A name and the port on which the engines behind it speak to each other. */
    record Target(String host, int port) {
        /** @param entry {@code host}, or {@code host:port}; the host is a name or an IPv4 address */
        static Target parse(String entry, int usualPort) {
            int colon = entry.lastIndexOf(':');
            String port = entry.substring(colon + 1);
            if (colon >= 0 && !port.matches("[0-9]{1,5}")) {
                throw new EngineDidNotStart("configuration: pureboot.engine.cluster.discovery-host"
                        + " (PUREBOOT_DISCOVERY_HOST) holds '" + entry + "', which is not host or host:port");
            }
            return colon < 0
                    ? new Target(entry, usualPort)
                    : new Target(entry.substring(0, colon), Integer.parseInt(port));
        }
    }

    private record Seed(InetAddress address, int port) {
        String spelled() {
            String host = address.getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    Discovery(Names names, Duration pause) {
        this.names = names;
        this.pause = pause;
    }

    /** By the system's resolver. The virtual machine would believe an answer for 30 s, in which pods come and go. */
    static Discovery bySystem() {
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        return new Discovery(host -> Arrays.asList(InetAddress.getAllByName(host)), PAUSE);
    }

    /**
     * The seeds, as {@code address:port}.
     *
     * @param members how many addresses there must be at least; an engine that saw only itself would found a second cluster
     * @throws EngineDidNotStart when there are fewer when {@code patience} is over
     */
    List<String> seeds(List<Target> targets, int members, Duration patience) {
        Instant until = Instant.now().plus(patience);
        while (true) {
            List<String> found = lookedUp(targets);
            if (found.size() >= members) {
                LOG.info("engines found: {}", found);
                return found;
            }
            if (Instant.now().isAfter(until)) {
                throw new EngineDidNotStart("discovery: behind " + targets + " there are only " + found + ", and "
                        + members + " engines are wanted (PUREBOOT_DISCOVERY_MEMBERS)");
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private List<String> lookedUp(List<Target> targets) {
        TreeSet<Seed> found = new TreeSet<>(
                Comparator.comparingInt((Seed seed) -> seed.address().getAddress().length)
                        .thenComparing(seed -> seed.address().getAddress(), Arrays::compareUnsigned)
                        .thenComparingInt(Seed::port));
        targets.stream().flatMap(this::lookedUp).forEach(found::add);
        List<String> spelled = new ArrayList<>();
        found.forEach(seed -> spelled.add(seed.spelled()));
        return spelled;
    }

    private Stream<Seed> lookedUp(Target target) {
        try {
            return names.addresses(target.host()).stream().map(address -> new Seed(address, target.port()));
        } catch (UnknownHostException notYet) {
            LOG.info("discovery: {} has no address yet", target.host());
            return Stream.empty();
        }
    }
}
