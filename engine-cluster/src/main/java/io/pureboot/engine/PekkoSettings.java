package io.pureboot.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The configuration of the actor system. */
public final class PekkoSettings {
    private PekkoSettings() {}

    /**
     * Pekko's settings for an engine: system properties and application.conf over the engine's own values in pureboot-pekko.conf over
     * Pekko's defaults.
     *
     * @param engine resolved, with the subtree {@code pureboot}
     */
    public static Config of(Config engine) {
        return ConfigFactory.defaultOverrides()
                .withFallback(engine.withOnlyPath("pureboot"))
                .withFallback(ConfigFactory.defaultApplication())
                .withFallback(ConfigFactory.parseResourcesAnySyntax("pureboot-pekko"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("pureboot-build"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }
}
