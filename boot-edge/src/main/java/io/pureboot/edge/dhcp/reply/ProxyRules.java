package io.pureboot.edge.dhcp.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.DhcpOptions;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.MessageType;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.loader.Architecture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A DHCP server that tells what to boot and never leases an address (PXE 2.1, section 2.2.3, "proxyDHCP"): it works beside the server that
 * leases, whatever that one is.
 */
public record ProxyRules(ProxyTerms terms) {

    /** Which of a proxy's ports a message came to. */
    public enum Door {
        /** 67: clients broadcast their DISCOVER. */
        DHCP,
        /** 4011: clients that have an address ask for the boot file. */
        BOOT_SERVER
    }

    /** PXE sub-option 6 (discovery control), bit 3: boot the file that is named here, look for no boot servers. */
    private static final byte[] BOOT_THIS_FILE = {6, 1, 8};

    /** iPXE's option 176 (no-pxedhcp): wait for no further proxy. */
    private static final byte[] NO_OTHER_PROXY = {(byte) 176, 1, 1};

    /** A Raspberry Pi's firmware looks for this entry in PXE's boot menu (sub-option 9) behind a prompt (10). */
    private static final String PI_MENU = "\t\u0014\0\0\u0011Raspberry Pi Boot\n\u0004\0PXE";

    /** Decides about a message of a client. Total: it never throws. */
    public Decision decide(DhcpMessage message, Door door) {
        if (!message.request()) {
            return new Decision.Silence("an answer of another server");
        }
        Optional<MessageType> type = type(message.options());
        if (type.isEmpty()) {
            return new Decision.Malformed("option 53 is missing or unknown");
        }
        if (groups(message.relay()) || groups(message.client())) {
            return new Decision.Malformed("a relay or client whose address is no machine's");
        }
        Optional<MessageType> answerType = answerType(type.get(), door);
        if (answerType.isEmpty() || forAnotherServer(message)) {
            return new Decision.Silence("a " + type.get() + " that is not for a proxy, or for another one");
        }
        return switch (BootClient.of(message)) {
            case BootClient.Recognised.Broken(String why) -> new Decision.Malformed(why);
            case BootClient.Recognised.Other(String why) -> new Decision.Silence(why);
            case BootClient.Recognised.Client(BootClient client) -> answer(message, door, client, answerType.get());
        };
    }

    /** An answer to such an address would reach many. */
    private static boolean groups(Ipv4 address) {
        return !address.isNone() && !address.isHost();
    }

    private static Optional<MessageType> type(DhcpOptions options) {
        return options.get(OptionCode.MESSAGE_TYPE)
                .filter(value -> value.remaining() == 1)
                .flatMap(value -> MessageType.of(value.get()));
    }

    /** A REQUEST at port 67 chooses a lease: it is the other server's to answer. */
    private static Optional<MessageType> answerType(MessageType asked, Door door) {
        return switch (asked) {
            case DISCOVER -> Optional.of(MessageType.OFFER);
            case REQUEST, INFORM -> Optional.of(MessageType.ACK).filter(ack -> door == Door.BOOT_SERVER);
            case OFFER, DECLINE, ACK, NAK, RELEASE -> Optional.empty();
        };
    }

    private boolean forAnotherServer(DhcpMessage message) {
        return message.options()
                .get(OptionCode.SERVER)
                .filter(server -> server.remaining() != 4
                        || server.getInt() != terms.server().bits())
                .isPresent();
    }

    private Decision answer(DhcpMessage question, Door door, BootClient client, MessageType type) {
        Optional<String> file = file(client, question);
        if (file.isEmpty()) {
            return new Decision.Silence("no loader for " + client.architecture().key());
        }
        boolean fits = file.get().length() <= DhcpMessage.LONGEST_FILE;
        DhcpMessage message = new DhcpMessage(
                false,
                question.hardwareType(),
                question.hardware(),
                0,
                question.transaction(),
                question.flags(),
                question.client(),
                Ipv4.NONE,
                client.kind() == BootClient.Kind.PXE ? terms.tftpServer() : terms.server(),
                question.relay(),
                fits ? file.get() : "",
                options(question.options(), door, client, type, file.get()));
        return new Decision.Answer(message, destination(question, door), file.get());
    }

    private Optional<String> file(BootClient client, DhcpMessage question) {
        Optional<String> loader =
                terms.loaders().file(client.architecture(), question.hardware().hex());
        return switch (client.kind()) {
            case PXE -> loader;
            case HTTP -> loader.map(name -> terms.loadersUrl() + name);
            case IPXE -> Optional.of(terms.scriptUrl());
        };
    }

    private DhcpOptions options(DhcpOptions asked, Door door, BootClient client, MessageType type, String file) {
        DhcpOptions options = DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, (byte) type.wire())
                .with(OptionCode.SERVER, terms.server().bytes())
                .with(OptionCode.VENDOR_CLASS, client.vendorClass().getBytes(US_ASCII));
        if (asked.has(OptionCode.MACHINE)) {
            options = options.with(OptionCode.MACHINE, copy(asked, OptionCode.MACHINE));
        }
        if (bootsWithoutAskingAgain(client, door)) {
            options = options.with(OptionCode.VENDOR, vendor(client.architecture()));
        }
        if (client.kind() == BootClient.Kind.IPXE) {
            options = options.with(OptionCode.IPXE, NO_OTHER_PROXY);
        }
        if (file.length() > DhcpMessage.LONGEST_FILE || wants(asked, OptionCode.BOOT_FILE)) {
            options = options.with(OptionCode.BOOT_FILE, file.getBytes(ISO_8859_1));
        }
        // RFC 3046, section 2.2: the relay's option comes back unchanged, and last.
        return asked.has(OptionCode.RELAY_AGENT)
                ? options.with(OptionCode.RELAY_AGENT, copy(asked, OptionCode.RELAY_AGENT))
                : options;
    }

    /**
     * Whether the answer carries PXE's "boot this file". Not towards UEFI's PXE at port 67: edk2 before 2019 drops a proxy's offer that has it, while
     * every UEFI takes one without and then asks at port 4011, where the answer has it.
     */
    private static boolean bootsWithoutAskingAgain(BootClient client, Door door) {
        return switch (client.kind()) {
            case HTTP -> false;
            case IPXE -> true;
            case PXE -> door == Door.BOOT_SERVER || !client.architecture().efi();
        };
    }

    private static byte[] vendor(Architecture architecture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(BOOT_THIS_FILE);
        if (architecture == Architecture.RASPBERRY_PI) {
            out.writeBytes(PI_MENU.getBytes(ISO_8859_1));
        }
        out.write(OptionCode.END);
        return out.toByteArray();
    }

    private static boolean wants(DhcpOptions asked, int code) {
        Optional<ByteBuffer> wanted = asked.get(OptionCode.WANTED);
        while (wanted.isPresent() && wanted.get().hasRemaining()) {
            if ((wanted.get().get() & 0xFF) == code) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer copy(DhcpOptions asked, int code) {
        return asked.get(code).orElseGet(() -> ByteBuffer.allocate(0));
    }

    private static Decision.Destination destination(DhcpMessage question, Door door) {
        if (!question.relay().isNone()) {
            return new Decision.Destination.Relay(question.relay());
        }
        if (door == Door.BOOT_SERVER) {
            return new Decision.Destination.Sender();
        }
        return question.client().isNone()
                ? new Decision.Destination.Everybody()
                : new Decision.Destination.Client(question.client());
    }
}
