package io.pureboot.edge.ipxe.script;

import io.pureboot.protocol.BootAnswer;

/** What a machine boots now, and on whose word. */
public sealed interface BootDecision {

    /** An engine says so. */
    record OfEngine(BootAnswer answer) implements BootDecision {}

    /** The edge alone: its disk, from which it booted last. */
    record Disk(String reason) implements BootDecision {}

    /** The edge alone: nothing yet. */
    record Wait(String reason) implements BootDecision {}
}
