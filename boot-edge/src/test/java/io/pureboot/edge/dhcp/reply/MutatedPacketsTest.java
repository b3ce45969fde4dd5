package io.pureboot.edge.dhcp.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.dhcp.Firmware;
import io.pureboot.edge.dhcp.packet.DhcpCodec;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.dhcp.packet.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real questions, damaged by seed: nothing is thrown, and nobody is sent more than the protocol needs. */
public class MutatedPacketsTest {

    private static final int PACKETS = 100_000;
    private static final long SEED = 20260112;
    private static final List<byte[]> QUESTIONS = questions();

    @Test
    void aHundredThousandDamagedPacketsHurtNobody() {
        Random random = new Random(SEED);
        List<AtomicInteger> outcomes =
                Stream.generate(AtomicInteger::new).limit(4).toList();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = damaged(random);
            ProxyRules.Door door = random.nextBoolean() ? ProxyRules.Door.DHCP : ProxyRules.Door.BOOT_SERVER;
            try {
                outcomes.get(outcome(packet, door)).incrementAndGet();
            } catch (RuntimeException | StackOverflowError thrown) {
                throw new AssertionError(
                        "packet " + i + " of seed " + SEED + ": "
                                + HexFormat.of().formatHex(packet),
                        thrown);
            }
        }
        assertThat(outcomes)
                .as("unreadable, malformed, passed over, answered: every way was walked")
                .allSatisfy(count -> assertThat(count.get()).isGreaterThan(PACKETS / 100));
    }

    private static int outcome(byte[] packet, ProxyRules.Door door) {
        return switch (DhcpCodec.read(ByteBuffer.wrap(packet))) {
            case Reading.Malformed malformed -> 0;
            case Reading.Understood understood -> {
                switch (ProxyRulesTest.RULES.decide(understood.message(), door)) {
                    case Decision.Malformed malformed -> {
                        yield 1;
                    }
                    case Decision.Silence silence -> {
                        yield 2;
                    }
                    case Decision.Answer answer -> {
                        checked(packet, answer);
                        yield 3;
                    }
                }
            }
        };
    }

    /** BOOTP's least length, or the question's own, and what is told to boot (a Raspberry Pi wants a menu): not a byte more. */
    private static void checked(byte[] packet, Decision.Answer answer) {
        assertThat(answer.message().yours()).isEqualTo(Ipv4.NONE);
        int told = Stream.of(OptionCode.BOOT_FILE, OptionCode.VENDOR)
                .flatMap(code -> answer.message().options().get(code).stream())
                .mapToInt(value -> value.remaining() + 2)
                .sum();
        assertThat(DhcpCodec.write(answer.message()).remaining())
                .isLessThanOrEqualTo(Math.max(DhcpCodec.LEAST_BYTES, packet.length) + told);
    }

    /** A real question with up to eight bytes changed, cut, doubled or taken from another one. */
    public static byte[] damaged(Random random) {
        byte[] packet = QUESTIONS.get(random.nextInt(QUESTIONS.size())).clone();
        int damages = random.nextInt(8);
        for (int i = 0; i < damages && packet.length > 0; i++) {
            packet = damaged(packet, QUESTIONS, random);
        }
        return packet;
    }

    private static byte[] damaged(byte[] packet, List<byte[]> questions, Random random) {
        int at = random.nextInt(packet.length);
        // Most of a packet is padding: damage to the head and to the options is what is interesting.
        int telling = random.nextInt(3) == 0 ? at : Math.min(packet.length - 1, 236 + random.nextInt(80));
        byte[] changed = packet.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed[telling] = (byte) random.nextInt(256);
            case 1 -> changed[telling] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[telling] = (byte) 0xFF;
            case 3 -> changed = random.nextInt(4) == 0 ? Arrays.copyOf(packet, at) : changed;
            case 4 -> changed = Arrays.copyOf(packet, packet.length + random.nextInt(300));
            default -> {
                byte[] other = questions.get(random.nextInt(questions.size()));
                int from = Math.min(telling, other.length);
                System.arraycopy(other, from, changed, from, Math.min(other.length, changed.length) - from);
            }
        }
        return changed;
    }

    private static List<byte[]> questions() {
        Ipv4 own = ProxyRulesTest.address("192.0.2.50");
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
        return all;
    }
}
