package io.pureboot.edge.dhcp;

import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.fakes.DamagedPackets;
import java.util.ArrayList;
import java.util.List;

/** Real questions of firmware, damaged by seed. */
public final class DamagedQuestions {
    /** Head and options begin to tell where the name of the boot file ends: BOOTP's fixed part has 236 bytes. */
    private static final DamagedPackets.Bounds BOUNDS = new DamagedPackets.Bounds(7, 0, 2100, 236);

    private DamagedQuestions() {}

    public static DamagedPackets of(long seed) {
        Ipv4 own = Ipv4.parse("192.0.2.50").orElseThrow();
        List<byte[]> all = new ArrayList<>();
        for (Firmware firmware : List.of(
                Firmware.biosPxe(),
                Firmware.pxe(7),
                Firmware.http(16),
                Firmware.ipxe(),
                Firmware.biosPxe().of("dc:a6:32:00:00:01"),
                Firmware.ipxe().with(OptionCode.OVERLOAD, (byte) 3),
                Firmware.pxe(11).with(OptionCode.RELAY_AGENT, new byte[200]))) {
            all.add(Firmware.bytes(firmware.discover()));
            all.add(Firmware.bytes(firmware.request(own)));
            all.add(Firmware.bytes(firmware.discoverBehind(own)));
        }
        return new DamagedPackets(seed, all, BOUNDS);
    }
}
