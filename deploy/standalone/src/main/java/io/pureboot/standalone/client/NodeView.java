package io.pureboot.standalone.client;

import io.pureboot.protocol.NodeId;
import java.time.Instant;
import java.util.Optional;

/** A machine of the inventory, as far as a table shows it. */
public record NodeView(
        NodeId id,
        Optional<String> macAddress,
        Optional<String> hostname,
        Optional<String> state,
        Optional<String> ipAddress,
        Optional<Instant> updatedAt) {}
