package io.pureboot.edge.relay;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a report that an engine has answered: it leaves the spool, stays, or is put aside. Safe from any thread. */
public final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final Spool spool;
    private final SpoolLimits limits;
    private final PutAside putAside;
    private final Counters counters;
    /** Since when an engine that answers does not decide on an execution's first report, by {@link System#nanoTime}. */
    private final Map<String, Long> undecidedSince = new ConcurrentHashMap<>();

    public Settlement(Spool spool, SpoolLimits limits, PutAside putAside, Counters counters) {
        this.spool = spool;
        this.limits = limits;
        this.putAside = putAside;
        this.counters = counters;
    }

    /** Whether a report of that status may fare better later. */
    static boolean passing(int status) {
        return status == 408 || status == 424 || status == 429 || status >= 500;
    }

    /** Whether the report has left the spool, so that the next one of its execution follows. */
    boolean settles(Spool.Waiting waiting, int status, String problem) {
        SpooledReport report = waiting.report();
        if (passing(status)) {
            return undecided(waiting, status, problem);
        }
        undecidedSince.remove(report.execution());
        if (status < 400) {
            counters.count(Counted.SPOOL_FORWARDED);
        } else {
            counters.count(Counted.SPOOL_REJECTED);
            LOG.warn(
                    "the engine rejects the spooled {} of {} from {} with {}: {}",
                    report.rest(),
                    report.execution(),
                    report.keptAt(),
                    status,
                    problem);
        }
        spool.remove(waiting);
        return true;
    }

    private boolean undecided(Spool.Waiting waiting, int status, String problem) {
        SpooledReport report = waiting.report();
        long now = System.nanoTime();
        long since = undecidedSince.computeIfAbsent(report.execution(), execution -> now);
        boolean longEnough = now - since >= limits.decisionPatience().toNanos();
        boolean old = Duration.between(report.keptAt(), Instant.now()).compareTo(limits.maxAge()) > 0;
        if (!longEnough || !old || !putAside.add(report)) {
            return false;
        }
        counters.count(Counted.SPOOL_PUT_ASIDE);
        LOG.error(
                "the spooled {} of {} from {} is put aside; engines answer {}: {}",
                report.rest(),
                report.execution(),
                report.keptAt(),
                status,
                problem);
        spool.remove(waiting);
        return true;
    }
}
