package io.pureboot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Only the first of several seeds may found a cluster by itself: it looks longer for one that is there than the others ask again. */
class SeedPatienceTest {
    private static final String SEEDS = "127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003";
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    @Test
    void theFirstOfSeveralLooksLongForAClusterBeforeItFoundsOne() {
        assertThat(patience(7001, SEEDS)).isEqualTo(Duration.ofSeconds(47));
    }

    @Test
    void theOthersAskAgainSoon() {
        assertThat(patience(7002, SEEDS)).isEqualTo(ASK_AGAIN);
        assertThat(patience(7004, SEEDS)).isEqualTo(ASK_AGAIN);
    }

    @Test
    void nobodyElseIsLookedForWithoutOtherSeeds() {
        assertThat(patience(7001, "127.0.0.1:7001")).isEqualTo(ASK_AGAIN);
        assertThat(patience(7001, "")).isEqualTo(ASK_AGAIN);
    }

    private static Duration patience(int port, String seeds) {
        Map<String, Object> given = Map.of(
                "pureboot.engine.database.url",
                "jdbc:postgresql://127.0.0.1:1/nowhere",
                "pureboot.engine.cluster.port",
                port,
                "pureboot.engine.cluster.seeds",
                seeds,
                "pureboot.engine.cluster.found-after",
                "47 s");
        return EngineConfig.read(ConfigFactory.parseMap(given).withFallback(ConfigFactory.load()))
                .cluster()
                .seedPatience();
    }
}
