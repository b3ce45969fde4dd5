package io.pureboot.engine.workflow.simulation;

import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that will be said at a moment of virtual time.
 *
 * @param number in the order in which it was planned; decides between words of the same moment
 * @param of the attempt that it belongs to; none for what operators do
 */
record Word(Instant at, long number, Optional<Key> of, Kind kind) implements Comparable<Word> {
    /** An attempt. */
    record Key(StepId step, int attempt) {}

    /** What is said. */
    sealed interface Kind {
        /** The machine starts, and asks for what it boots. */
        record Boot() implements Kind {}

        /** The agent shows itself. */
        record AgentSeen() implements Kind {}

        record Success() implements Kind {}

        /** @param exitCode 1 when the script says nothing else */
        record Failure(int exitCode, boolean retryable) implements Kind {}

        /** The agent has stopped its script because the execution is being cancelled. */
        record Stopped() implements Kind {}

        record PhoneHome() implements Kind {}

        /** An operator does something. */
        record ByHand(Hand hand) implements Kind {}

        /** Whether it is an agent's word on the attempt's end, which also comes when it is too late. */
        default boolean report() {
            return this instanceof Success || this instanceof Failure || this instanceof PhoneHome;
        }
    }

    @Override
    public int compareTo(Word other) {
        int byTime = at.compareTo(other.at);
        return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
}
