package io.pureboot.engine.query;

/**
 * A write is committed. It says no more, but it is no {@code Void} on purpose: what is piped to an actor that has stopped meanwhile becomes
 * a dead letter, and Pekko's listener of those stumbles over a null.
 */
public record Committed() {}
