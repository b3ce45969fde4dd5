package io.pureboot.edge.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.tftp.packet.Option;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TermsTest {

    private static final Caps CAPS = new Caps(1468, 16);

    @Test
    void withoutOptionsItIsPlainRfc1350() {
        assertThat(Terms.agree(List.of(), 10, CAPS)).isEqualTo(new Terms(512, 1, OptionalInt.empty(), List.of()));
    }

    @Test
    void grantsWhatIsAskedAndNothingElse() {
        Terms terms = Terms.agree(options("tsize", "0", "blksize", "1432"), 12_345, CAPS);
        assertThat(terms.granted()).isEqualTo(options("tsize", "12345", "blksize", "1432"));
        assertThat(terms.blockBytes()).isEqualTo(1432);
        assertThat(terms.windowBlocks()).isEqualTo(1);
    }

    @Test
    void neverGrantsMoreThanAskedOrAllowed() {
        assertThat(Terms.agree(options("blksize", "65464", "windowsize", "64"), 1, CAPS)
                        .granted())
                .isEqualTo(options("blksize", "1468", "windowsize", "16"));
        assertThat(Terms.agree(options("blksize", "8", "windowsize", "2"), 1, CAPS)
                        .granted())
                .isEqualTo(options("blksize", "8", "windowsize", "2"));
    }

    @Test
    void passesOverWhatItDoesNotKnowOrCannotRead() {
        assertThat(Terms.agree(
                                options(
                                        "tsize",
                                        "enable",
                                        "msftwindow",
                                        "31416",
                                        "multicast",
                                        "",
                                        "blksize",
                                        "7",
                                        "windowsize",
                                        "0",
                                        "timeout",
                                        "256"),
                                1,
                                CAPS)
                        .granted())
                .isEmpty();
        assertThat(Terms.agree(options("blksize", "-1", "timeout", "99999999999999999999"), 1, CAPS)
                        .granted())
                .isEmpty();
    }

    @Test
    void takesTheTimeoutAsItIs() {
        Terms terms = Terms.agree(options("timeout", "6"), 1, CAPS);
        assertThat(terms.timeoutSeconds()).hasValue(6);
        assertThat(terms.granted()).isEqualTo(options("timeout", "6"));
    }

    static List<Option> options(String... namesAndValues) {
        return java.util.stream.IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i -> new Option(namesAndValues[2 * i], namesAndValues[2 * i + 1]))
                .toList();
    }
}
