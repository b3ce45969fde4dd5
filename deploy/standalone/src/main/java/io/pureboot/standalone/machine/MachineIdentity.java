package io.pureboot.standalone.machine;

import io.pureboot.protocol.MacAddress;
import io.pureboot.standalone.machine.ipxe.Variables;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a machine's firmware says of it. */
public record MachineIdentity(MacAddress mac, UUID uuid, String serial, String hostname) {
    /** A machine that has never been seen: a locally administered address and what follows from it. */
    public static MachineIdentity random(RandomGenerator random) {
        byte[] tail = new byte[4];
        random.nextBytes(tail);
        String hex = HexFormat.of().formatHex(tail);
        MacAddress mac = new MacAddress("52:54:" + HexFormat.ofDelimiter(":").formatHex(tail));
        UUID uuid = new UUID(0x5075_7265_426f_4000L, 0x8000_0000_0000_0000L | random.nextLong(1L << 60));
        return new MachineIdentity(mac, uuid, "SW-" + hex, "machine-" + hex);
    }

    /** The settings that iPXE fills in by itself. A 64-bit machine with a BIOS says i386 here; its scripts ask the processor. */
    Variables settings(String nextServer) {
        Variables variables = new Variables();
        variables.setMac("net0/mac", mac.value());
        variables.set("net0/ip", "127.0.0.1");
        variables.set("net0/chip", "software");
        variables.set("next-server", nextServer);
        variables.set("uuid", uuid.toString());
        variables.set("serial", serial);
        variables.set("manufacturer", "PureBoot");
        variables.set("product", "Software machine");
        variables.set("buildarch", "i386");
        variables.set("platform", "pcbios");
        variables.set("version", "1.0.0+");
        return variables;
    }
}
