package io.pureboot.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What an engine remembers of machines, and for how long. */
class RecognisedMachinesTest {
    private static final MacAddress MAC = new MacAddress("52:54:00:00:00:01");

    private final AtomicLong nanos = new AtomicLong(-5);
    private final RecognisedMachines machines = new RecognisedMachines(nanos::get);

    @Test
    void aMachineIsKnownByAllThatItShowsAndForAWhile() {
        NodeId node = NodeId.fresh();
        List<Identity> both = Identity.of(MAC, Optional.of("4c4c4544-0042-3510-8052-b4c04f560001"), Optional.empty());
        machines.remember(both, node);
        assertThat(machines.by(both)).contains(node);
        assertThat(machines.by(Identity.of(MAC, Optional.empty(), Optional.empty())))
                .as("shows something else: the table has to hear of it")
                .isEmpty();
        nanos.addAndGet(RecognisedMachines.KEPT.toNanos() - 1);
        assertThat(machines.by(both)).contains(node);
        nanos.incrementAndGet();
        assertThat(machines.by(both)).isEmpty();
    }

    @Test
    void whatWasForgottenIsLookedUp() {
        List<Identity> shown = Identity.of(MAC, Optional.empty(), Optional.empty());
        machines.remember(shown, NodeId.fresh());
        machines.forget(shown);
        assertThat(machines.by(shown)).isEmpty();
    }
}
