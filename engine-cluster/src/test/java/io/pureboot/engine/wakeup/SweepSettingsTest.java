package io.pureboot.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"execution", "node"})
    void whatIsLoadedAheadMustNotLeaveMemoryBeforeItIsDue(String kind) {
        String key = "pureboot.engine." + kind + ".passivate-after";
        assertThatThrownBy(() -> SweepSettings.read(engine(Map.of(key, "30 s"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pureboot.engine.sweep.ahead")
                .hasMessageContaining(key);
        assertThat(SweepSettings.read(engine(Map.of(key, "31 s"))).ahead()).isEqualTo(Duration.ofSeconds(30));
        assertThat(SweepSettings.read(engine(Map.of(key, "1 ms", "pureboot.engine.sweep.ahead", "0 s")))
                        .ahead())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void theDefaultsFitEachOther() {
        assertThat(SweepSettings.read(engine(Map.of())).ahead()).isPositive();
    }

    private static Config engine(Map<String, Object> keys) {
        return ConfigFactory.parseMap(keys)
                .withFallback(ConfigFactory.defaultReference())
                .getConfig("pureboot.engine");
    }
}
