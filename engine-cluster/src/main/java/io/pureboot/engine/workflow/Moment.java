package io.pureboot.engine.workflow;

import java.time.Instant;

/**
 * What the world lends to one decision.
 *
 * @param now the time
 * @param chance a number drawn at random, 0.0 (inclusive) to 1.0 (exclusive), for jitter
 */
public record Moment(Instant now, double chance) {}
