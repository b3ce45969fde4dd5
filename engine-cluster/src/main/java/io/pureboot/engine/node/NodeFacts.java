package io.pureboot.engine.node;

import io.pureboot.protocol.MacAddress;
import java.util.Optional;

/** What is known of a machine as a thing: names, numbers, make. All but the MAC may be unknown. */
public record NodeFacts(
        MacAddress macAddress,
        Optional<String> ipAddress,
        Optional<String> hostname,
        Optional<String> uuid,
        Optional<String> serial,
        Optional<String> vendor,
        Optional<String> model,
        Optional<String> architecture,
        Optional<String> bootMode) {

    /** The facts of {@code newer} where it has them, else these. The MAC stays: it may only be a further card of the same machine. */
    NodeFacts updatedBy(NodeFacts newer) {
        return new NodeFacts(
                macAddress,
                newer.ipAddress.or(() -> ipAddress),
                newer.hostname.or(() -> hostname),
                newer.uuid.or(() -> uuid),
                newer.serial.or(() -> serial),
                newer.vendor.or(() -> vendor),
                newer.model.or(() -> model),
                newer.architecture.or(() -> architecture),
                newer.bootMode.or(() -> bootMode));
    }
}
