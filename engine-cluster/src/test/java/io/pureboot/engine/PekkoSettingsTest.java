package io.pureboot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of Pekko's that a promise stands on, as an engine really sees them. */
class PekkoSettingsTest {
    /** Promise P-24: all goes on within a minute of the database's return; a breaker that stays open takes its time out of that. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Config PEKKO = PekkoSettings.of(ConfigFactory.load(
            ConfigFactory.parseMap(Map.of("pureboot.engine.database.url", "jdbc:postgresql://127.0.0.1:1/nowhere"))));

    @ParameterizedTest
    @ValueSource(strings = {"jdbc-journal", "jdbc-snapshot-store"})
    void whatGuardsTheDatabaseTriesItAgainSoon(String plugin) {
        Config breaker = PEKKO.getConfig(plugin).getConfig("circuit-breaker");
        assertThat(breaker.getDuration("reset-timeout")).isLessThanOrEqualTo(SOON);
    }

    @Test
    void ourOwnValuesGoBeforePekkos() {
        assertThat(PEKKO.getString("pekko.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-majority");
    }

    @Test
    void theClusterKnowsTheBuildsVersion() {
        String version = PEKKO.getString("pekko.cluster.app-version");
        assertThat(version).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(Version.apply(version)).isGreaterThan(Version.apply("0.0.9"));
    }

    @Test
    void everyJournalLooksForGaps() {
        assertThat(PEKKO.getString("jdbc-journal.dao")).isEqualTo("io.pureboot.engine.journal.WatchedJournalDao");
    }
}
