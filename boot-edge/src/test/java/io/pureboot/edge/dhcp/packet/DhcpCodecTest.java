package io.pureboot.edge.dhcp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.edge.dhcp.Firmware;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DhcpCodecTest {

    @Test
    void readsWhatItWrites() {
        DhcpMessage message = Firmware.pxe(7).discoverBehind(new Ipv4(0x0A000001));
        assertThat(read(Firmware.bytes(message))).isEqualTo(new Reading.Understood(message));
    }

    /** RFC 2131, section 2, field by field. */
    @Test
    void theFixedPartLiesWhereTheRfcHasIt() {
        byte[] bytes = Firmware.bytes(new DhcpMessage(
                false,
                1,
                new HardwareAddress("52:54:00:12:34:56"),
                3,
                0xCAFEBABE,
                0x8000,
                address("10.0.0.1"),
                address("10.0.0.2"),
                address("10.0.0.3"),
                address("10.0.0.4"),
                "undionly.kpxe",
                DhcpOptions.NONE.with(53, (byte) 2)));
        assertThat(HexFormat.of().formatHex(bytes, 0, 44))
                .isEqualTo("02010603" + "cafebabe" + "00008000" + "0a000001" + "0a000002" + "0a000003" + "0a000004"
                        + "525400123456" + "00000000000000000000");
        assertThat(Arrays.copyOfRange(bytes, 44, 108)).containsOnly(0);
        assertThat(new String(bytes, 108, 14, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("undionly.kpxe\0");
        assertThat(HexFormat.of().formatHex(bytes, 236, 244)).isEqualTo("63825363" + "350102" + "ff");
        assertThat(bytes).hasSize(300);
    }

    /** RFC 3396. */
    @Test
    void longOptionsGoInPieces() {
        byte[] value = new byte[600];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        DhcpMessage message = message(DhcpOptions.NONE.with(43, value));
        assertThat(read(Firmware.bytes(message))).isEqualTo(new Reading.Understood(message));
    }

    /** RFC 2131, section 4.1: file first, then sname. */
    @Test
    void optionsOverflowIntoFileAndServerName() {
        byte[] bytes = Firmware.bytes(message(DhcpOptions.NONE.with(OptionCode.OVERLOAD, (byte) 3)));
        System.arraycopy(new byte[] {60, 2, 'a', 'b', (byte) 255}, 0, bytes, 108, 5);
        System.arraycopy(new byte[] {60, 1, 'c', 77, 1, 'x'}, 0, bytes, 44, 6);
        DhcpMessage message = ((Reading.Understood) read(bytes)).message();
        assertThat(message.options().text(60)).contains("abc");
        assertThat(message.options().text(77)).contains("x");
        assertThat(message.file()).isEmpty();
    }

    @Test
    void anEndMayBeForgottenAndFillersAreNoOptions() {
        byte[] bytes = Arrays.copyOf(Firmware.bytes(message(DhcpOptions.NONE)), 246);
        System.arraycopy(new byte[] {0, 0, 53, 1, 1, 0}, 0, bytes, 240, 6);
        assertThat(((Reading.Understood) read(bytes)).message().options().values())
                .containsOnlyKeys(53);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "0101060000000000"})
    void whatIsTooShortIsMalformed(String hex) {
        assertThat(read(HexFormat.of().parseHex(hex))).isInstanceOf(Reading.Malformed.class);
    }

    @Test
    void otherThingsAreMalformed() {
        byte[] good = Firmware.bytes(Firmware.biosPxe().discover());
        assertThat(read(changed(good, 0, 3))).as("op").isInstanceOf(Reading.Malformed.class);
        assertThat(read(changed(good, 2, 17))).as("hlen").isInstanceOf(Reading.Malformed.class);
        assertThat(read(changed(good, 236, 0))).as("cookie").isInstanceOf(Reading.Malformed.class);
        assertThat(read(Arrays.copyOf(good, 242))).as("cut off").isInstanceOf(Reading.Malformed.class);
        assertThat(read(Arrays.copyOf(good, 241))).as("no length").isInstanceOf(Reading.Malformed.class);
    }

    @Test
    void addresses() {
        assertThat(address("192.0.2.255")).hasToString("192.0.2.255");
        assertThat(Ipv4.parse("192.0.2.256")).isEmpty();
        assertThat(Ipv4.parse("edge")).isEmpty();
        assertThat(address("224.0.0.1").isHost()).isFalse();
        assertThat(address("255.255.255.255").isHost()).isFalse();
        assertThat(address("10.0.0.1").isHost()).isTrue();
    }

    @Test
    void aNameTooLongForTheFixedPartIsABugOfTheCaller() {
        DhcpMessage message = new DhcpMessage(
                false,
                1,
                new HardwareAddress(""),
                0,
                0,
                0,
                Ipv4.NONE,
                Ipv4.NONE,
                Ipv4.NONE,
                Ipv4.NONE,
                "x".repeat(128),
                DhcpOptions.NONE);
        assertThatThrownBy(() -> DhcpCodec.write(message)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Reading read(byte[] bytes) {
        return DhcpCodec.read(ByteBuffer.wrap(bytes));
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static Ipv4 address(String text) {
        return Ipv4.parse(text).orElseThrow();
    }

    private static DhcpMessage message(DhcpOptions options) {
        return new DhcpMessage(
                true,
                1,
                new HardwareAddress("52:54:00:12:34:56"),
                0,
                7,
                0,
                Ipv4.NONE,
                Ipv4.NONE,
                Ipv4.NONE,
                Ipv4.NONE,
                "",
                options);
    }
}
