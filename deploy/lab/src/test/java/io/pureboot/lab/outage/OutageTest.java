package io.pureboot.lab.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short {@code ./pureboot outage}: what an edge has acknowledged while no engine was there arrives whole, in order and within seconds (promises P-4
 * and P-31): beside another test that works it would be later than is promised.
 */
@Tag("whole-machine")
class OutageTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path scratch;

    @Test
    void nothingIsLostWhileTheEngineIsAwayAndTheEdgeIsKilled() throws Exception {
        OutagePlan plan = new OutagePlan(Duration.ofSeconds(12), 200, Duration.ofSeconds(1), scratch);
        OutageResult result = new OutageRun(plan, System.out).run();
        String table = String.join("\n", OutageTable.lines(result));
        System.out.println(table);
        assertThat(result.passed()).as(table).isTrue();
        assertThat(result.deepest()).as(table).isGreaterThan(plan.machines());
    }
}
