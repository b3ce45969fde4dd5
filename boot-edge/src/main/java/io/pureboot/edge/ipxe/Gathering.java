package io.pureboot.edge.ipxe;

import java.time.Duration;

/**
 * When machines' questions wait for each other, so that they go to an engine together.
 *
 * @param few requests under way, 1 or more, from which on they do
 * @param longestWait how long one of them waits at most
 */
public record Gathering(int few, Duration longestWait) {}
