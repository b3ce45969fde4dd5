package io.pureboot.edge.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class EagerWaitTest {

    private long now;
    private long looks;
    private boolean lone = true;
    private final EagerWait wait = new EagerWait(() -> now, () -> lone);

    @Test
    void whereAnswersAreNearItDoesNotSleep() throws Exception {
        for (int packet = 0; packet < 200; packet++) {
            waitFor(EagerWait.LOOK_NANOS / 2);
        }
        for (int packet = 0; packet < 200; packet++) {
            assertThat(waitFor(EagerWait.LOOK_NANOS / 2)).isEqualTo(1);
        }
    }

    @Test
    void whereAnswersAreFarItSleepsAtOnceMostly() throws Exception {
        for (int packet = 0; packet < 100; packet++) {
            waitFor(0);
        }
        int asleep = 0;
        looks = 0;
        for (int packet = 0; packet < 640; packet++) {
            asleep += waitFor(EagerWait.LOOK_NANOS * 2) == SelectStrategy.SELECT ? 1 : 0;
        }
        assertThat(asleep).isEqualTo(640);
        assertThat(looks)
                .as("four times before it knows, then one wait of 64; a hundred looks each")
                .isBetween(1_000L, 1_500L);
    }

    @Test
    void ofManyClientsThePacketsMayGather() throws Exception {
        lone = false;
        assertThat(waitFor(0)).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).isZero();
    }

    @Test
    void tasksAreNotKeptWaiting() throws Exception {
        looks = 0;
        assertThat(wait.calculateStrategy(() -> look(Long.MAX_VALUE), true)).isZero();
        assertThat(looks).isEqualTo(1);
    }

    private int waitFor(long nanos) throws Exception {
        long at = now + nanos;
        return wait.calculateStrategy(() -> look(at), false);
    }

    /** A look takes a microsecond. */
    private int look(long at) {
        looks++;
        now += 1_000;
        return now >= at ? 1 : 0;
    }
}
