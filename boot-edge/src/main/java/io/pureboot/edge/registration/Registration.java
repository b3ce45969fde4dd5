package io.pureboot.edge.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeHeartbeatAnswer;
import io.pureboot.protocol.EdgeWarning;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the heartbeats, as often as the engines want them. */
public final class Registration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    /** Between two heartbeats as long as no engine has said how often it wants them. */
    private static final Duration USUAL = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration WARN_AGAIN = Duration.ofMinutes(10);

    private final Identity identity;
    private final String instance = UUID.randomUUID().toString();
    private final long startedNanos = System.nanoTime();
    private final EngineUplink uplink;
    private final Counters counters;
    private final Supplier<EdgeHeartbeat.Spool> spool;
    private final Supplier<EdgeHeartbeat.Cache> cache;
    private final Consumer<List<FileHash>> prefetch;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private boolean refused;
    private Optional<EdgeWarning> warned = Optional.empty();
    private long warnedNanos;

    /** @param prefetch is told what to fetch when nothing else is to be done, over and over as long as engines want it */
    public Registration(
            Identity identity,
            EngineUplink uplink,
            Counters counters,
            Supplier<EdgeHeartbeat.Spool> spool,
            Supplier<EdgeHeartbeat.Cache> cache,
            Consumer<List<FileHash>> prefetch) {
        this.identity = identity;
        this.uplink = uplink;
        this.counters = counters;
        this.spool = spool;
        this.cache = cache;
        this.prefetch = prefetch;
        this.thread = Thread.ofVirtual().name("registration").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping.countDown();
    }

    private void run() {
        try {
            Duration pause = Duration.ZERO;
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = jittered(beat());
            }
        } catch (InterruptedException unwanted) {
            LOG.error("the registration was interrupted; engines will take this edge for gone");
        }
    }

    /** After how long the next one follows. */
    private Duration beat() {
        EngineCall call = EngineCall.ofEdge("POST", "/api/v1/edges/" + identity.id() + "/heartbeat", json());
        return switch (uplink.send(call).toCompletableFuture().join()) {
            case Outcome.Answered answered when answered.status() == 200 -> taken(answered);
            case Outcome.Answered answered -> {
                // Engines of an earlier version know no edges: one line is enough.
                if (!refused && !answered.passing()) {
                    LOG.warn("an engine answers the heartbeat with {}: {}", answered.status(), answered.text());
                    refused = true;
                }
                yield USUAL;
            }
            case Outcome.Away away -> USUAL;
        };
    }

    private Duration taken(Outcome.Answered answered) {
        refused = false;
        try {
            EdgeHeartbeatAnswer answer = Json.mapper().readValue(answered.text(), EdgeHeartbeatAnswer.class);
            answer.warning().ifPresent(this::warn);
            if (!answer.prefetch().isEmpty()) {
                prefetch.accept(answer.prefetch());
            }
            Duration next = answer.nextSeconds().toDuration();
            return next.compareTo(SHORTEST) < 0 ? SHORTEST : next.compareTo(LONGEST) > 0 ? LONGEST : next;
        } catch (JsonProcessingException unread) {
            LOG.warn("an engine's answer to the heartbeat cannot be read: {}", unread.getOriginalMessage());
            return USUAL;
        }
    }

    /** It comes with every other heartbeat or so: the log has it anew now and then. */
    private void warn(EdgeWarning warning) {
        long now = System.nanoTime();
        if (!warned.equals(Optional.of(warning)) || now - warnedNanos > WARN_AGAIN.toNanos()) {
            LOG.warn("an engine warns: {}: {}", warning.code(), warning.detail());
            warned = Optional.of(warning);
            warnedNanos = now;
        }
    }

    /** Nine tenths to all of it: edges that were started together do not speak together. */
    private static Duration jittered(Duration pause) {
        long millis = pause.toMillis();
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1));
    }

    private String json() {
        EdgeHeartbeat said = new EdgeHeartbeat(
                instance,
                identity.version(),
                identity.url(),
                identity.site(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos),
                spool.get(),
                cache.get(),
                counters.values());
        try {
            return Json.mapper().writeValueAsString(said);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a heartbeat is always JSON", unwritten);
        }
    }
}
