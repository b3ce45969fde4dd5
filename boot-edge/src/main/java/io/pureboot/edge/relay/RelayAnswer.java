package io.pureboot.edge.relay;

import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.SpooledAnswer;
import java.util.OptionalInt;

/** What an agent is answered. */
public sealed interface RelayAnswer {

    /** The engine's own answer. */
    record Passed(Outcome.Answered answer) implements RelayAnswer {}

    /** It is on disk (202). */
    record Spooled(SpooledAnswer answer) implements RelayAnswer {}

    /** No engine answers: go on with what you do (200). */
    record Continue(HeartbeatAnswer answer) implements RelayAnswer {}

    /**
     * The edge itself refuses.
     *
     * @param retryAfterSeconds when asking again may help
     */
    record Refused(Problem problem, OptionalInt retryAfterSeconds) implements RelayAnswer {}
}
