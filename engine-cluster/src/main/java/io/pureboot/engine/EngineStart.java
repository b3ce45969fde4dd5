package io.pureboot.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The steps of a start, in their order. */
final class EngineStart {
    private EngineStart() {}

    static Engine start(Config overrides) {
        EngineConfig config = EngineConfig.read(layered(overrides));
        throw new EngineDidNotStart("the engine's rooms are not wired yet; configured for " + config.database());
    }

    /** The overrides' pureboot subtree over the process's own configuration, over reference.conf. */
    private static Config layered(Config overrides) {
        return overrides.withOnlyPath("pureboot").withFallback(ConfigFactory.load());
    }
}
