package io.pureboot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;

/** What a rolling upgrade and a recovery rely on in the actor system's configuration. */
class PekkoSettingsTest {
    private static final Config PEKKO = PekkoSettings.of(ConfigFactory.load());

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
