package io.pureboot.engine.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a backend's settings call by name. It is asked each time a backend is opened, so a changed secret holds at once. */
@FunctionalInterface
public interface Credentials {
    /** @return empty when nothing has the name */
    CompletionStage<Optional<String>> find(String name);

    /**
     * Those of the engine's own configuration.
     *
     * @param engine the resolved subtree {@code pureboot.engine}
     */
    static Credentials configured(Config engine) {
        Config named = engine.getConfig("storage.credentials");
        return name -> {
            String path = ConfigUtil.quoteString(name);
            return CompletableFuture.completedStage(
                    named.hasPath(path) ? Optional.of(named.getString(path)) : Optional.empty());
        };
    }

    /** These, and for names that they do not know, others. */
    default Credentials or(Credentials others) {
        return name -> find(name)
                .thenCompose(found -> found.isPresent() ? CompletableFuture.completedStage(found) : others.find(name));
    }
}
