package io.pureboot.engine.node;

import io.pureboot.protocol.MacAddress;
import java.util.Optional;

/**
 * What is known of a machine as a thing: names, numbers, make. All but the MAC may be unknown.
 *
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param bootMode {@code bios} or {@code uefi}
 */
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

    /**
     * With what the machine says of itself now: its address and firmware mode change from boot to boot, of all else only the gaps are
     * filled, so that no operator's word is overwritten. The MAC stays: the other one may be a further card of the same machine.
     */
    NodeFacts completedBy(NodeFacts said) {
        return new NodeFacts(
                macAddress,
                said.ipAddress.or(() -> ipAddress),
                hostname.or(() -> said.hostname),
                uuid.or(() -> said.uuid),
                serial.or(() -> said.serial),
                vendor.or(() -> said.vendor),
                model.or(() -> said.model),
                architecture.or(() -> said.architecture),
                said.bootMode.or(() -> bootMode));
    }

    NodeFacts patchedBy(NodePatch p) {
        return new NodeFacts(
                p.macAddress().orElse(macAddress),
                p.apply(NodePatch.Field.IP_ADDRESS, p.ipAddress(), ipAddress),
                p.apply(NodePatch.Field.HOSTNAME, p.hostname(), hostname),
                p.apply(NodePatch.Field.UUID, p.uuid(), uuid),
                p.apply(NodePatch.Field.SERIAL, p.serial(), serial),
                p.apply(NodePatch.Field.VENDOR, p.vendor(), vendor),
                p.apply(NodePatch.Field.MODEL, p.model(), model),
                p.apply(NodePatch.Field.ARCHITECTURE, p.architecture(), architecture),
                p.apply(NodePatch.Field.BOOT_MODE, p.bootMode(), bootMode));
    }
}
