package io.pureboot.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * An edge's question to the engine: a machine stands here, what does it boot ({@code POST /api/v1/boot})?
 *
 * @param mac the address of the card that it boots from; the first of its identities (promise P-18)
 * @param uuid its SMBIOS UUID
 * @param serial its SMBIOS serial number
 * @param arch what iPXE says of the processor: {@code i386}, {@code x86_64}, {@code arm64} …
 * @param platform {@code pcbios} or {@code efi}
 * @param ip the address that it has now
 * @param edgeId the edge that asks
 * @param edgeUrl the URL under which the machine reaches that edge; it goes into scripts and kernel command lines
 * @param again true when the same boot asks once more, because it was told to wait or could not load what it was given: that is no
 *     further boot (promise P-16)
 * @param inventory what else its loader knows of it, by iPXE's names: {@code asset}, {@code board-serial}, {@code chip}, {@code busid} …
 * @param requestId unique for each asking of a machine, so that the same one, put to another engine, is no further boot either
 */
public record BootRequest(
        MacAddress mac,
        Optional<String> uuid,
        Optional<String> serial,
        Optional<String> arch,
        Optional<String> platform,
        Optional<String> manufacturer,
        Optional<String> product,
        Optional<String> ip,
        String edgeId,
        String edgeUrl,
        Optional<Boolean> again,
        Optional<String> requestId,
        Optional<Map<String, String>> inventory) {
    public BootRequest {
        inventory = inventory.map(Map::copyOf);
    }
}
