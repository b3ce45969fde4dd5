package io.pureboot.edge.dhcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pureboot.edge.dhcp.packet.DhcpCodec;
import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.DhcpOptions;
import io.pureboot.edge.dhcp.packet.HardwareAddress;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.MessageType;
import io.pureboot.edge.dhcp.packet.OptionCode;
import java.nio.ByteBuffer;

/** What firmware sends, option by option as real ones do it (QEMU's iPXE ROM, OVMF's PXE and HTTP clients, a Raspberry Pi). */
public record Firmware(String hardware, int architecture, String vendorClass, DhcpOptions more) {

    private static final byte[] MACHINE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    public static Firmware biosPxe() {
        return pxe(0);
    }

    public static Firmware pxe(int architecture) {
        return new Firmware(
                "52:54:00:12:34:56",
                architecture,
                "PXEClient:Arch:%05d:UNDI:003016".formatted(architecture),
                DhcpOptions.NONE
                        .with(OptionCode.WANTED, (byte) 1, (byte) 3, (byte) 43, (byte) 54, (byte) 60, (byte) 66, (byte)
                                67)
                        .with(OptionCode.MACHINE, MACHINE)
                        .with(94, (byte) 1, (byte) 3, (byte) 16));
    }

    public static Firmware http(int architecture) {
        return new Firmware(
                "52:54:00:12:34:56",
                architecture,
                "HTTPClient:Arch:%05d:UNDI:003016".formatted(architecture),
                pxe(architecture).more());
    }

    /** As {@code undionly.kpxe} of Debian 12 asks: with user class, and its features in option 175. */
    public static Firmware ipxe() {
        return biosPxe()
                .with(OptionCode.USER_CLASS, "iPXE".getBytes(ISO_8859_1))
                .with(OptionCode.IPXE, (byte) 0xb1, (byte) 5, (byte) 1, (byte) 0x10, (byte) 0x0e, (byte) 0, (byte)
                        0x24);
    }

    public Firmware with(int option, byte... value) {
        return new Firmware(hardware, architecture, vendorClass, more.with(option, value));
    }

    public Firmware of(String otherHardware) {
        return new Firmware(otherHardware, architecture, vendorClass, more);
    }

    public Firmware ofClass(String otherVendorClass) {
        return new Firmware(hardware, architecture, otherVendorClass, more);
    }

    /** Its broadcast for an address. */
    public DhcpMessage discover() {
        return message(MessageType.DISCOVER, Ipv4.NONE, Ipv4.NONE);
    }

    /** Its question at port 4011, with the address that it has got. */
    public DhcpMessage request(Ipv4 own) {
        return message(MessageType.REQUEST, own, Ipv4.NONE);
    }

    /** Its broadcast as a relay passes it on. */
    public DhcpMessage discoverBehind(Ipv4 relay) {
        return message(MessageType.DISCOVER, Ipv4.NONE, relay);
    }

    public DhcpMessage message(MessageType type, Ipv4 own, Ipv4 relay) {
        DhcpOptions options = DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, (byte) type.wire())
                .with(57, (byte) 5, (byte) 0xc0)
                .with(OptionCode.VENDOR_CLASS, vendorClass.getBytes(ISO_8859_1))
                .with(OptionCode.ARCHITECTURE, (byte) (architecture >> 8), (byte) architecture);
        for (int code : more.values().keySet()) {
            options = options.with(code, more.get(code).orElseThrow());
        }
        return new DhcpMessage(
                true,
                1,
                new HardwareAddress(hardware),
                0,
                0x12345678,
                0x8000,
                own,
                Ipv4.NONE,
                Ipv4.NONE,
                relay,
                "",
                options);
    }

    /** The bytes of a message, as sent. */
    public static byte[] bytes(DhcpMessage message) {
        ByteBuffer datagram = DhcpCodec.write(message);
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return bytes;
    }
}
