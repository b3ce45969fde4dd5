package io.pureboot.edge.dhcp.reply;

import static io.pureboot.edge.dhcp.reply.ProxyRules.Door.BOOT_SERVER;
import static io.pureboot.edge.dhcp.reply.ProxyRules.Door.DHCP;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.dhcp.Firmware;
import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.MessageType;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.loader.Architecture;
import io.pureboot.edge.loader.LoaderSet;
import io.pureboot.edge.loader.Loaders;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {

    private static final Ipv4 SERVER = address("192.0.2.1");
    private static final Ipv4 CLIENT = address("192.0.2.50");

    static final ProxyRules RULES = new ProxyRules(new ProxyTerms(
            SERVER,
            SERVER,
            "http://192.0.2.1:8081/loaders/",
            "http://192.0.2.1:8081/boot.ipxe",
            new Loaders(
                    Map.of(
                            "ipxe",
                            new LoaderSet(Map.of(
                                    Architecture.BIOS, "undionly.kpxe",
                                    Architecture.EFI_X64, "ipxe.efi",
                                    Architecture.EFI_ARM64, "arm64-efi/ipxe.efi",
                                    Architecture.RASPBERRY_PI, "boot")),
                            "secure-boot",
                            new LoaderSet(Map.of(Architecture.EFI_X64, "shimx64.efi"))),
                    "ipxe",
                    Loaders.rules("52-54-00-aa=secure-boot"))));

    @ParameterizedTest
    @CsvSource({"0,undionly.kpxe", "7,ipxe.efi", "9,ipxe.efi", "11,arm64-efi/ipxe.efi"})
    void pxeIsGivenTheLoaderOfItsArchitecture(int architecture, String file) {
        DhcpMessage answer = answer(Firmware.pxe(architecture).discover(), DHCP);
        assertThat(answer.file()).isEqualTo(file);
        assertThat(answer.request()).isFalse();
        assertThat(answer.yours()).as("it never leases").isEqualTo(Ipv4.NONE);
        assertThat(answer.next()).isEqualTo(SERVER);
        assertThat(answer.transaction()).isEqualTo(0x12345678);
        assertThat(answer.hardware().hex()).isEqualTo("52:54:00:12:34:56");
        assertThat(answer.flags()).isEqualTo(0x8000);
        assertThat(hex(answer, OptionCode.MESSAGE_TYPE)).isEqualTo("02");
        assertThat(hex(answer, OptionCode.SERVER)).isEqualTo("c0000201");
        assertThat(answer.options().text(OptionCode.VENDOR_CLASS)).contains("PXEClient");
        assertThat(hex(answer, OptionCode.MACHINE)).isEqualTo("000102030405060708090a0b0c0d0e0f10");
        assertThat(answer.options().text(OptionCode.BOOT_FILE)).contains(file);
    }

    @Test
    void aBiosBootsWithoutAskingAgainAndUefiAsksTheBootServer() {
        assertThat(hex(answer(Firmware.biosPxe().discover(), DHCP), OptionCode.VENDOR))
                .isEqualTo("060108ff");
        assertThat(answer(Firmware.pxe(7).discover(), DHCP).options().has(OptionCode.VENDOR))
                .isFalse();
        DhcpMessage second = answer(Firmware.pxe(7).request(CLIENT), BOOT_SERVER);
        assertThat(hex(second, OptionCode.VENDOR)).isEqualTo("060108ff");
        assertThat(hex(second, OptionCode.MESSAGE_TYPE)).as("ACK").isEqualTo("05");
        assertThat(second.file()).isEqualTo("ipxe.efi");
        assertThat(second.client()).isEqualTo(CLIENT);
    }

    @ParameterizedTest
    @CsvSource({"16,http://192.0.2.1:8081/loaders/ipxe.efi", "19,http://192.0.2.1:8081/loaders/arm64-efi/ipxe.efi"})
    void httpIsGivenTheLoadersUrl(int architecture, String url) {
        DhcpMessage answer = answer(Firmware.http(architecture).discover(), DHCP);
        assertThat(answer.options().text(OptionCode.VENDOR_CLASS)).contains("HTTPClient");
        assertThat(answer.options().text(OptionCode.BOOT_FILE)).contains(url);
        assertThat(answer.options().has(OptionCode.VENDOR)).isFalse();
    }

    @Test
    void ipxeIsGivenTheScriptAndNeverALoader() {
        DhcpMessage answer = answer(Firmware.ipxe().discover(), DHCP);
        assertThat(answer.file()).isEqualTo("http://192.0.2.1:8081/boot.ipxe");
        assertThat(hex(answer, OptionCode.IPXE)).as("no-pxedhcp").isEqualTo("b00101");
        assertThat(hex(answer, OptionCode.VENDOR)).isEqualTo("060108ff");
        assertThat(answer.options().text(OptionCode.VENDOR_CLASS)).contains("PXEClient");
    }

    @Test
    void ipxeIsKnownByEitherOfItsOptions() {
        List<Firmware> all = List.of(
                Firmware.pxe(7).with(OptionCode.USER_CLASS, "iPXE".getBytes(ISO_8859_1)),
                Firmware.pxe(7).with(OptionCode.USER_CLASS, "\u0004iPXE".getBytes(ISO_8859_1)),
                Firmware.pxe(7).with(OptionCode.IPXE, (byte) 0xb1, (byte) 1, (byte) 1),
                Firmware.http(16).with(OptionCode.USER_CLASS, "iPXE".getBytes(ISO_8859_1)));
        assertThat(all)
                .allSatisfy(ipxe ->
                        assertThat(answer(ipxe.discover(), DHCP).file()).isEqualTo("http://192.0.2.1:8081/boot.ipxe"));
        assertThat(answer(
                                Firmware.pxe(7)
                                        .with(OptionCode.USER_CLASS, "gPXE".getBytes(ISO_8859_1))
                                        .discover(),
                                DHCP)
                        .file())
                .isEqualTo("ipxe.efi");
    }

    @Test
    void aMachineMayHaveLoadersOfItsOwn() {
        assertThat(answer(Firmware.pxe(7).of("52:54:00:aa:00:01").discover(), DHCP)
                        .file())
                .isEqualTo("shimx64.efi");
        assertThat(decide(Firmware.biosPxe().of("52:54:00:aa:00:01").discover(), DHCP))
                .as("its set has none for a BIOS")
                .isInstanceOf(Decision.Silence.class);
    }

    @Test
    void aRaspberryPiIsKnownByItsVendorAndGivenItsMenu() {
        DhcpMessage answer = answer(Firmware.biosPxe().of("d8:3a:dd:00:00:01").discover(), DHCP);
        assertThat(answer.file()).isEqualTo("boot");
        assertThat(hex(answer, OptionCode.VENDOR))
                .isEqualTo("060108" + "0914000011" + HexFormat.of().formatHex("Raspberry Pi Boot".getBytes(ISO_8859_1))
                        + "0a0400505845" + "ff");
    }

    @Test
    void answersGoWhereTheRfcSendsThem() {
        assertThat(to(Firmware.biosPxe().discover(), DHCP)).isEqualTo(new Decision.Destination.Everybody());
        assertThat(to(Firmware.biosPxe().message(MessageType.DISCOVER, CLIENT, Ipv4.NONE), DHCP))
                .isEqualTo(new Decision.Destination.Client(CLIENT));
        Ipv4 relay = address("198.51.100.1");
        assertThat(to(Firmware.biosPxe().discoverBehind(relay), DHCP)).isEqualTo(new Decision.Destination.Relay(relay));
        assertThat(to(Firmware.biosPxe().request(CLIENT), BOOT_SERVER)).isEqualTo(new Decision.Destination.Sender());
    }

    /** RFC 3046, section 2.2. */
    @Test
    void theRelaysOptionComesBackAndTheRelayStaysInTheMessage() {
        Firmware relayed = Firmware.biosPxe().with(OptionCode.RELAY_AGENT, (byte) 1, (byte) 2, (byte) 'p', (byte) '7');
        DhcpMessage answer = answer(relayed.discoverBehind(address("198.51.100.1")), DHCP);
        assertThat(hex(answer, OptionCode.RELAY_AGENT)).isEqualTo("01027037");
        assertThat(List.copyOf(answer.options().values().keySet()).getLast()).isEqualTo(OptionCode.RELAY_AGENT);
        assertThat(answer.relay()).isEqualTo(address("198.51.100.1"));
    }

    @Test
    void aUrlTooLongForTheFixedPartIsAnOptionWhetherWantedOrNot() {
        String url = "http://edge.example.org/" + "x".repeat(200);
        ProxyTerms terms = RULES.terms();
        ProxyRules rules = new ProxyRules(new ProxyTerms(SERVER, SERVER, terms.loadersUrl(), url, terms.loaders()));
        DhcpMessage answer = ((Decision.Answer) rules.decide(Firmware.ipxe().discover(), DHCP)).message();
        assertThat(answer.file()).isEmpty();
        assertThat(answer.options().text(OptionCode.BOOT_FILE)).contains(url);
    }

    @ParameterizedTest
    @EnumSource(
            value = MessageType.class,
            names = {"REQUEST", "INFORM", "RELEASE", "DECLINE", "OFFER", "ACK", "NAK"})
    void atPort67OnlyADiscoverIsForAProxy(MessageType type) {
        assertThat(decide(Firmware.biosPxe().message(type, Ipv4.NONE, Ipv4.NONE), DHCP))
                .isInstanceOf(Decision.Silence.class);
    }

    @Test
    void whatIsForAnotherServerIsPassedOver() {
        Firmware other = Firmware.biosPxe().with(OptionCode.SERVER, (byte) 192, (byte) 0, (byte) 2, (byte) 2);
        assertThat(decide(other.request(CLIENT), BOOT_SERVER)).isInstanceOf(Decision.Silence.class);
        Firmware us = Firmware.biosPxe().with(OptionCode.SERVER, SERVER.bytes());
        assertThat(decide(us.request(CLIENT), BOOT_SERVER)).isInstanceOf(Decision.Answer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MSFT 5.0", "udhcp 1.35.0", "", "pxeclient"})
    void whoDoesNotBootIsPassedOver(String vendorClass) {
        assertThat(decide(Firmware.biosPxe().ofClass(vendorClass).discover(), DHCP))
                .isInstanceOf(Decision.Silence.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 99, 0xFFFF})
    void architecturesWithoutALoaderArePassedOver(int architecture) {
        assertThat(decide(Firmware.pxe(architecture).discover(), DHCP)).isInstanceOf(Decision.Silence.class);
    }

    @Test
    void theVendorClassTellsTheArchitectureWhereNothingElseDoes() {
        Firmware silent = Firmware.pxe(7).with(OptionCode.ARCHITECTURE);
        assertThat(answer(silent.discover(), DHCP).file()).isEqualTo("ipxe.efi");
    }

    /** RFC 4578, section 2.3. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 18})
    void aMachineIdOfAnotherLengthIsMalformed(int length) {
        assertThat(decide(
                        Firmware.biosPxe()
                                .with(OptionCode.MACHINE, new byte[length])
                                .discover(),
                        DHCP))
                .isInstanceOf(Decision.Malformed.class);
    }

    @Test
    void withoutAMessageTypeOrBehindARelayOfManyItIsMalformed() {
        assertThat(decide(Firmware.biosPxe().with(OptionCode.MESSAGE_TYPE).discover(), DHCP))
                .isInstanceOf(Decision.Malformed.class);
        assertThat(decide(Firmware.biosPxe().discoverBehind(address("255.255.255.255")), DHCP))
                .isInstanceOf(Decision.Malformed.class);
        assertThat(decide(Firmware.biosPxe().message(MessageType.DISCOVER, address("224.0.0.1"), Ipv4.NONE), DHCP))
                .isInstanceOf(Decision.Malformed.class);
    }

    private static Decision decide(DhcpMessage question, ProxyRules.Door door) {
        return RULES.decide(question, door);
    }

    private static DhcpMessage answer(DhcpMessage question, ProxyRules.Door door) {
        Decision decision = decide(question, door);
        assertThat(decision).isInstanceOf(Decision.Answer.class);
        return ((Decision.Answer) decision).message();
    }

    private static Decision.Destination to(DhcpMessage question, ProxyRules.Door door) {
        return ((Decision.Answer) decide(question, door)).to();
    }

    private static String hex(DhcpMessage message, int code) {
        ByteBuffer value = message.options().get(code).orElseThrow();
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static Ipv4 address(String text) {
        return Ipv4.parse(text).orElseThrow();
    }
}
