package io.pureboot.engine.journal;

/** Marks the actors' messages that may go from one engine to another; pureboot-pekko.conf binds it to CBOR. */
public interface Wire {}
