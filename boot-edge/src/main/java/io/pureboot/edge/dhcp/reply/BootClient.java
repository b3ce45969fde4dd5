package io.pureboot.edge.dhcp.reply;

import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.DhcpOptions;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.loader.Architecture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Firmware that would boot over the network, as it says of itself (RFC 4578).
 *
 * @param kind how it boots
 * @param architecture of the first of its numbers that is known
 */
record BootClient(Kind kind, Architecture architecture) {

    /** How it boots, and so what it is given. */
    enum Kind {
        /** By TFTP: it is given a loader's name. */
        PXE,
        /** By HTTP (UEFI 2.5): it is given a loader's URL. */
        HTTP,
        /** It is iPXE already: it is given the first script's URL. A loader would load it again, and again. */
        IPXE
    }

    static final String PXE_CLASS = "PXEClient";
    static final String HTTP_CLASS = "HTTPClient";

    private static final int MACHINE_BYTES = 17;

    /** What a message says of its sender. */
    sealed interface Recognised {

        /** It would boot. */
        record Client(BootClient client) implements Recognised {}

        /** It wants an address and no more, or is of a kind that nobody here knows. */
        record Other(String why) implements Recognised {}

        /** It breaks RFC 4578. */
        record Broken(String why) implements Recognised {}
    }

    static Recognised of(DhcpMessage message) {
        DhcpOptions options = message.options();
        String vendorClass = options.text(OptionCode.VENDOR_CLASS).orElse("");
        if (!vendorClass.startsWith(PXE_CLASS) && !vendorClass.startsWith(HTTP_CLASS)) {
            return new Recognised.Other("no PXEClient and no HTTPClient");
        }
        int machine = options.get(OptionCode.MACHINE).map(ByteBuffer::remaining).orElse(0);
        if (machine != 0 && machine != MACHINE_BYTES) {
            return new Recognised.Broken("option 97 has " + machine + " bytes, not 0 or 17");
        }
        List<Integer> numbers = numbers(options, vendorClass);
        Optional<Architecture> architecture = numbers.stream()
                .flatMap(number -> Architecture.of(number, message.hardware().hex()).stream())
                .findFirst();
        return architecture
                .<Recognised>map(known -> new Recognised.Client(new BootClient(kind(options, vendorClass), known)))
                .orElseGet(() -> new Recognised.Other("architecture " + numbers));
    }

    String vendorClass() {
        return kind == Kind.HTTP ? HTTP_CLASS : PXE_CLASS;
    }

    private static Kind kind(DhcpOptions options, String vendorClass) {
        // A plain user class as iPXE sends it, or one behind its length as RFC 3004 has it.
        boolean ipxe = options.has(OptionCode.IPXE)
                || options.text(OptionCode.USER_CLASS)
                        .filter(user -> user.equals("iPXE") || user.equals("\u0004iPXE"))
                        .isPresent();
        if (ipxe) {
            return Kind.IPXE;
        }
        return vendorClass.startsWith(HTTP_CLASS) ? Kind.HTTP : Kind.PXE;
    }

    /** Option 93; where it is missing, what the vendor class says: {@code PXEClient:Arch:00007:UNDI:003016}. */
    private static List<Integer> numbers(DhcpOptions options, String vendorClass) {
        List<Integer> numbers = new ArrayList<>();
        options.get(OptionCode.ARCHITECTURE).ifPresent(value -> {
            while (value.remaining() >= 2) {
                numbers.add(value.getShort() & 0xFFFF);
            }
        });
        if (numbers.isEmpty()) {
            String[] parts = vendorClass.split(":", -1);
            if (parts.length > 2 && parts[1].equals("Arch") && parts[2].matches("\\d{5}")) {
                numbers.add(Integer.parseInt(parts[2]));
            }
        }
        return numbers;
    }
}
