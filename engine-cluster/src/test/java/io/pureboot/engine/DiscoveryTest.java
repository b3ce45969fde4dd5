package io.pureboot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.engine.Discovery.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Engines that look a name up come to the same seeds in the same order. */
class DiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void theLowestAddressComesFirstHoweverTheResolverAnswers() {
        Discovery discovery = resolving("10.0.0.10 10.0.0.9 fd00::1 192.168.0.200 10.0.0.9");
        assertThat(discovery.seeds(List.of(new Target("engines", 7355)), 4, PATIENCE))
                .containsExactly("10.0.0.9:7355", "10.0.0.10:7355", "192.168.0.200:7355", "[fd00:0:0:0:0:0:0:1]:7355");
    }

    @Test
    void severalNamesMayEachHaveAPort() {
        Discovery discovery = resolving("127.0.0.1", "127.0.0.1");
        assertThat(discovery.seeds(List.of(Target.parse("one:7402", 7355), Target.parse("other", 7355)), 2, PATIENCE))
                .containsExactly("127.0.0.1:7355", "127.0.0.1:7402");
        assertThatThrownBy(() -> Target.parse("one:x", 7355)).isInstanceOf(EngineDidNotStart.class);
    }

    @Test
    void itWaitsForAsManyAsAreWanted() {
        Discovery discovery = resolving("", "10.0.0.2", "10.0.0.2 10.0.0.1");
        assertThat(discovery.seeds(List.of(new Target("engines", 7355)), 2, PATIENCE))
                .containsExactly("10.0.0.1:7355", "10.0.0.2:7355");
    }

    @Test
    void whenTheyDoNotComeTheEngineSaysSo() {
        assertThatThrownBy(() ->
                        resolving("10.0.0.2", "10.0.0.2").seeds(List.of(new Target("engines", 7355)), 2, Duration.ZERO))
                .isInstanceOf(EngineDidNotStart.class)
                .hasMessageContaining("10.0.0.2:7355")
                .hasMessageContaining("PUREBOOT_DISCOVERY_MEMBERS");
    }

    /** A resolver that gives each answer once, and the last one for ever; an empty one is an unknown name. */
    private static Discovery resolving(String... answers) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(answers));
        return new Discovery(
                host -> {
                    String answer = left.size() > 1 ? left.removeFirst() : left.getFirst();
                    if (answer.isEmpty()) {
                        throw new UnknownHostException(host);
                    }
                    List<InetAddress> addresses = new java.util.ArrayList<>();
                    for (String literal : answer.split(" ", -1)) {
                        addresses.add(InetAddress.getByName(literal));
                    }
                    return addresses;
                },
                Duration.ofMillis(1));
    }
}
