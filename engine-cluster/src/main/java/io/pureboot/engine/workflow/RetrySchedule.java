package io.pureboot.engine.workflow;

import io.pureboot.protocol.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often and when a step is tried again under the policy {@code retry} (promise P-8).
 *
 * @param maxAttempts the total number of attempts, 1 or more: document 000's {@code max_retries}, whose code counts attempts
 * @param delay before the second attempt
 * @param maxDelay the longest delay that the backoff may reach
 * @param jitter the share of a delay that is drawn at random, 0.0 to 1.0: the delay lies between {@code (1 - jitter) * d} and {@code d}
 * @param retryOn the exit codes that are worth another attempt; empty for all
 */
public record RetrySchedule(
        int maxAttempts,
        Seconds delay,
        Backoff backoff,
        Optional<Seconds> maxDelay,
        double jitter,
        List<Integer> retryOn) {
    public RetrySchedule {
        retryOn = List.copyOf(retryOn);
    }

    /** The longest delay before the attempt that follows {@code failures} failed ones: jitter only makes it shorter. */
    public Duration longestDelay(int failures) {
        return StepFailure.delay(this, failures, 0);
    }
}
