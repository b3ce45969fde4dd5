package io.pureboot.engine.node;

import com.typesafe.config.Config;
import io.pureboot.engine.journal.JournalLoad;
import io.pureboot.engine.metrics.EngineMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Whether one more execution may start on this engine now (promise P-5). New work is what an overloaded engine can refuse without
 * harm: callbacks and heartbeats of what has begun never come by here.
 */
final class Admission {
    private final Limits limits;
    private final JournalLoad journal;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /**
     * The keys {@code pureboot.engine.admission.*}.
     *
     * @param startsInFlight starts that are not answered yet
     * @param persistsUnanswered persists under way
     * @param persistTime the longest of the latest persists, while others are under way
     */
    private record Limits(int startsInFlight, int persistsUnanswered, Duration persistTime) {}

    private Admission(Limits limits, JournalLoad journal) {
        this.limits = limits;
        this.journal = journal;
    }

    static Admission open(ActorSystem<?> system) {
        Config keys = system.settings().config().getConfig("pureboot.engine.admission");
        Limits limits = new Limits(
                keys.getInt("starts-in-flight"), keys.getInt("persists-unanswered"), keys.getDuration("persist-time"));
        Admission admission = new Admission(limits, JournalLoad.of(system));
        EngineMetrics metrics = EngineMetrics.of(system);
        metrics.gauge("pureboot_starts_in_flight", "Starts that are not answered yet.", "", admission.inFlight::get);
        metrics.counter(
                "pureboot_starts_refused_total",
                "Starts that were refused because the engine was overloaded.",
                "",
                admission.refused::sum);
        return admission;
    }

    /** The start's answer, or the refusal OVERLOADED with nothing begun. */
    CompletionStage<StartAnswer> admit(Supplier<CompletionStage<StartAnswer>> start) {
        int others = inFlight.getAndIncrement();
        if (others >= limits.startsInFlight() || journalIsBusy()) {
            inFlight.decrementAndGet();
            refused.increment();
            return CompletableFuture.completedStage(new StartAnswer.Refused(NodeRefusal.of(
                    NodeRefusal.Code.OVERLOADED, "the engine has as many starts under way as it can bear")));
        }
        return start.get().whenComplete((answer, failure) -> inFlight.decrementAndGet());
    }

    private boolean journalIsBusy() {
        int unanswered = journal.unanswered();
        return unanswered >= limits.persistsUnanswered()
                || (unanswered > 0 && journal.longest().compareTo(limits.persistTime()) >= 0);
    }
}
