package io.pureboot.edge.tftp.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {

    @Test
    void readsWhatOvmfSends() {
        Packet packet = understood("\0\1boot/ipxe.efi\0octet\0tsize\0" + "0\0blksize\0" + "1468\0windowsize\0" + "4\0");
        assertThat(packet)
                .isEqualTo(new Packet.ReadRequest(
                        "boot/ipxe.efi",
                        Mode.OCTET,
                        List.of(
                                new Option("tsize", "0"),
                                new Option("blksize", "1468"),
                                new Option("windowsize", "4"))));
    }

    @Test
    void optionNamesAndModesHaveNoCase() {
        assertThat(understood("\0\1f\0NetASCII\0BlkSize\0" + "1024\0"))
                .isEqualTo(new Packet.ReadRequest("f", Mode.NETASCII, List.of(new Option("blksize", "1024"))));
    }

    @Test
    void ofAnOptionSentTwiceTheFirstCounts() {
        assertThat(understood("\0\1f\0octet\0blksize\0" + "600\0BLKSIZE\0" + "700\0"))
                .isEqualTo(new Packet.ReadRequest("f", Mode.OCTET, List.of(new Option("blksize", "600"))));
    }

    @Test
    void aHalfOptionAtTheEndIsLeftOut() {
        assertThat(understood("\0\1f\0octet\0blksize\0" + "12"))
                .isEqualTo(new Packet.ReadRequest("f", Mode.OCTET, List.of()));
    }

    @Test
    void readsAnErrorWithoutItsZeroByte() {
        assertThat(understood("\0\5\0\10User aborted the transfer")).isEqualTo(new Packet.Failure(8, ""));
        assertThat(understood("\0\5\0\10User aborted the transfer\0"))
                .isEqualTo(new Packet.Failure(8, "User aborted the transfer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "\0\1",
                "\0\1name",
                "\0\1name\0",
                "\0\1name\0octet",
                "\0\1name\0mail\0",
                "\0\3\0",
                "\0\4",
                "\0\5\0",
                "\0\7\0\0",
                "\u00ff\u00ff"
            })
    void refusesWhatIsNoPacket(String bytes) {
        assertThat(PacketCodec.read(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void readsBackWhatItWrites() {
        List<Packet> packets = List.of(
                new Packet.ReadRequest("a/b", Mode.OCTET, List.of(new Option("tsize", "0"))),
                new Packet.WriteRequest("a", Mode.NETASCII, List.of()),
                new Packet.Ack(65535),
                new Packet.Failure(1, "no such file"),
                new Packet.OptionAck(List.of(new Option("blksize", "1468"), new Option("tsize", "12"))),
                new Packet.Data(65535, ByteBuffer.wrap("block".getBytes(ISO_8859_1))));
        for (Packet packet : packets) {
            assertThat(PacketCodec.read(PacketCodec.write(packet))).isEqualTo(new Reading.Understood(packet));
        }
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(7);
        byte[] seed = "\0\1boot/ipxe.efi\0octet\0tsize\0000\0blksize\0001468\0".getBytes(ISO_8859_1);
        for (int round = 0; round < 50_000; round++) {
            byte[] mutated = seed.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(mutated.length + 1);
            assertThat(PacketCodec.read(ByteBuffer.wrap(mutated, 0, length))).isNotNull();
        }
    }

    private static Packet understood(String bytes) {
        Reading reading = PacketCodec.read(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return ((Reading.Understood) reading).packet();
    }
}
