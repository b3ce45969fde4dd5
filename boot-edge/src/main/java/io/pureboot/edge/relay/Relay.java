package io.pureboot.edge.relay;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.SpooledAnswer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Passes callbacks on. While no engine answers (or all say 5xx or 429), reports go to the spool, and so do all later reports of an execution that
 * has one there: the order stays.
 *
 * <p>An execution with spooled reports is not told its current step: the engine does not know yet that the step is done, and would have it run again.
 */
public final class Relay {

    private static final int RETRY_SECONDS = 5;
    private static final int SOON_SECONDS = 1;

    private final EngineUplink uplink;
    private final Spool spool;
    private final Forwarder forwarder;
    private final Envelope envelope;
    private final Counters counters;

    public Relay(EngineUplink uplink, Spool spool, Forwarder forwarder, Envelope envelope, Counters counters) {
        this.uplink = uplink;
        this.spool = spool;
        this.forwarder = forwarder;
        this.envelope = envelope;
        this.counters = counters;
    }

    /** Relays; completes normally in every case. */
    public CompletionStage<RelayAnswer> relay(Callback callback) {
        return answer(callback).thenApply(answer -> {
            counters.count(
                    switch (answer) {
                        case RelayAnswer.Passed passed -> Counted.CALLBACK_PASSED;
                        case RelayAnswer.Spooled spooled -> Counted.CALLBACK_SPOOLED;
                        case RelayAnswer.Continue goOn -> Counted.CALLBACK_ANSWERED;
                        case RelayAnswer.Refused refused -> Counted.CALLBACK_REFUSED;
                    });
            return answer;
        });
    }

    private CompletionStage<RelayAnswer> answer(Callback callback) {
        return switch (callback.kind()) {
            case REPORT ->
                switch (ReportBody.read(callback.body(), () -> UUID.randomUUID().toString())) {
                    case ReportBody.Identified report ->
                        deliver(callback.withBody(report.body()), Optional.of(report.eventId()));
                    case ReportBody.Malformed malformed ->
                        done(refused(Problem.of(400, "malformed-json", "The report cannot be read")
                                .detail(malformed.why())
                                .advice("Send a JSON object with a status; do not repeat this one.")));
                };
            case LOGS, EVENT -> deliver(callback, Optional.empty());
            case PHONE_HOME -> deliver(identified(callback), Optional.empty());
            case HEARTBEAT -> uplink.send(call(callback)).thenApply(Relay::heartbeat);
            case QUESTION -> question(callback);
        };
    }

    /** A machine's word that it is up gets an event id where it has none: whatever reaches an engine twice is known as one. */
    private static Callback identified(Callback callback) {
        boolean has = callback.query().orElse("").contains("event_id=")
                || callback.body().text().contains("event_id");
        return has
                ? callback
                : callback.withParameter("event_id", UUID.randomUUID().toString());
    }

    private CompletionStage<RelayAnswer> deliver(Callback callback, Optional<String> eventId) {
        if (spool.holds(callback.execution()) || uplink.away()) {
            return keep(callback, eventId);
        }
        return uplink.send(call(callback))
                .thenCompose(outcome -> outcome instanceof Outcome.Answered answered && !answered.passing()
                        ? done(new RelayAnswer.Passed(answered))
                        : keep(callback, eventId));
    }

    private CompletionStage<RelayAnswer> keep(Callback callback, Optional<String> eventId) {
        return spool.keep(SpooledReport.of(callback, eventId, Instant.now())).thenApply(kept -> switch (kept) {
            case Spool.Kept.OnDisk onDisk -> {
                forwarder.wake();
                yield new RelayAnswer.Spooled(new SpooledAnswer(true, onDisk.depth()));
            }
            case Spool.Kept.Full full ->
                notKept(
                        507,
                        "spool-full",
                        "No engine answers, and the edge has no room to keep the report",
                        full.why());
            case Spool.Kept.Refused refused ->
                notKept(
                        503,
                        "spool-unavailable",
                        "No engine answers, and the edge cannot keep the report",
                        refused.why());
        });
    }

    private static RelayAnswer notKept(int status, String code, String title, String why) {
        return new RelayAnswer.Refused(
                Problem.of(status, code, title)
                        .detail(why)
                        .advice("Repeat the report after a while, with the same event_id."),
                OptionalInt.of(RETRY_SECONDS));
    }

    private CompletionStage<RelayAnswer> question(Callback callback) {
        if (spool.holds(callback.execution())) {
            forwarder.wake();
            return done(new RelayAnswer.Refused(
                    Problem.of(
                                    503,
                                    "reports-waiting",
                                    "Earlier reports of this execution have not reached an engine yet")
                            .advice("Ask again after a while."),
                    OptionalInt.of(SOON_SECONDS)));
        }
        return uplink.send(call(callback)).thenApply(outcome -> switch (outcome) {
            case Outcome.Answered answered -> new RelayAnswer.Passed(answered);
            case Outcome.Away away ->
                new RelayAnswer.Refused(
                        Problem.of(503, "engine-away", "No engine answers").advice("Ask again after a while."),
                        OptionalInt.of(RETRY_SECONDS));
        });
    }

    /** The engine's answer; without one, or when it can answer nobody now, the agent just goes on. */
    private static RelayAnswer heartbeat(Outcome outcome) {
        return outcome instanceof Outcome.Answered answered && !answered.passing()
                ? new RelayAnswer.Passed(answered)
                : new RelayAnswer.Continue(
                        new HeartbeatAnswer(HeartbeatDirective.CONTINUE, Optional.empty(), Optional.empty()));
    }

    private EngineCall call(Callback callback) {
        return envelope.of(callback);
    }

    private static RelayAnswer refused(Problem problem) {
        return new RelayAnswer.Refused(problem, OptionalInt.empty());
    }

    private static CompletionStage<RelayAnswer> done(RelayAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
