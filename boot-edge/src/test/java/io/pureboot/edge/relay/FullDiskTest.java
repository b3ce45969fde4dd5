package io.pureboot.edge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.fakes.SmallDisk;
import io.pureboot.edge.relay.Spool.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool on a disk that is really full. */
class FullDiskTest {
    @TempDir
    Path directory;

    @Test
    void aFullDiskIsSaidToBeFullAndCostsNothingThatWasAcknowledged() throws IOException {
        List<String> acknowledged = new ArrayList<>();
        try (SmallDisk disk = mount()) {
            try (Spool spool = open(disk)) {
                keep(spool, "before", acknowledged);
                disk.fill();
                Kept refused = keepUntilRefused(spool, acknowledged);
                assertThat(refused).isInstanceOf(Kept.Full.class);
                assertThat(spool.depth()).isEqualTo(acknowledged.size());
                disk.clear();
                keep(spool, "after", acknowledged);
                assertThat(kept(spool)).isEqualTo(acknowledged);
            }
            try (Spool spool = open(disk)) {
                assertThat(kept(spool)).isEqualTo(acknowledged);
            }
        }
    }

    /** Nobody reports any more: whoever empties the spool has it opened again. */
    @Test
    void aStoreThatHasClosedItselfIsOpenedAgainWithoutAnyReport() throws IOException {
        List<String> acknowledged = new ArrayList<>();
        try (SmallDisk disk = mount();
                Spool spool = open(disk)) {
            keep(spool, "before", acknowledged);
            disk.fill();
            keepUntilRefused(spool, acknowledged);
            disk.clear();
            org.awaitility.Awaitility.await("the store").until(() -> {
                try {
                    return kept(spool).equals(acknowledged);
                } catch (org.h2.mvstore.MVStoreException closed) {
                    spool.mend();
                    return false;
                }
            });
        }
    }

    private SmallDisk mount() {
        return SmallDisk.mount(directory.resolve("disk"), 2);
    }

    private static Spool open(SmallDisk disk) {
        return Spool.open(
                disk.path().resolve("spool.mv"),
                new SpoolLimits(10_000, 1L << 30, 0, Duration.ofDays(30), Duration.ofHours(1)));
    }

    private static void keep(Spool spool, String eventId, List<String> acknowledged) {
        assertThat(SpoolLimitsTest.keep(spool, "a", eventId, 1000)).isInstanceOf(Kept.OnDisk.class);
        acknowledged.add(eventId);
    }

    /** A store may still have some room in its file. */
    private static Kept keepUntilRefused(Spool spool, List<String> acknowledged) {
        for (int i = 0; i < 1000; i++) {
            Kept kept = SpoolLimitsTest.keep(spool, "a", "more " + i, 20_000);
            if (!(kept instanceof Kept.OnDisk)) {
                return kept;
            }
            acknowledged.add("more " + i);
        }
        throw new AssertionError("a disk of 2 MB takes 20 MB");
    }

    private static List<String> kept(Spool spool) {
        return spool.first("a", 10_000).stream()
                .map(waiting -> waiting.report().eventId().orElseThrow())
                .toList();
    }
}
