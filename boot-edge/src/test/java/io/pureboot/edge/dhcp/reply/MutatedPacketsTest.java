package io.pureboot.edge.dhcp.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.dhcp.DamagedQuestions;
import io.pureboot.edge.dhcp.packet.DhcpCodec;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.OptionCode;
import io.pureboot.edge.dhcp.packet.Reading;
import io.pureboot.edge.fakes.DamagedPackets;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real questions, damaged by seed: nothing is thrown, and nobody is sent more than the protocol needs. */
class MutatedPacketsTest {

    private static final int PACKETS = 100_000;
    private static final long SEED = 20260112;

    @Test
    void aHundredThousandDamagedPacketsHurtNobody() {
        DamagedPackets packets = DamagedQuestions.of(SEED);
        Random doors = new Random(SEED);
        List<AtomicInteger> outcomes =
                Stream.generate(AtomicInteger::new).limit(4).toList();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.next();
            ProxyRules.Door door = doors.nextBoolean() ? ProxyRules.Door.DHCP : ProxyRules.Door.BOOT_SERVER;
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
}
