package io.pureboot.engine;

import com.typesafe.config.Config;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** A running engine: one member of a cluster of equals, with its HTTP listener bound. */
public interface Engine {
    /**
     * Starts an engine and waits until it is a cluster member, its database answers and HTTP is bound.
     *
     * <p>Of {@code overrides} the subtree {@code pureboot} counts (a whole {@code ConfigFactory.load()} is as good as a few keys). Beneath
     * it lie the process's own configuration (system properties, application.conf, {@code PUREBOOT_…}) and the engine's defaults.
     *
     * @throws EngineDidNotStart with what an operator has to mend; everything that had been opened is closed again
     */
    static Engine start(Config overrides) {
        return EngineStart.start(overrides);
    }

    /** Where HTTP listens, with the port that was really bound: {@code http://127.0.0.1:8080}. */
    URI httpUri();

    /**
     * Leaves the cluster gracefully: requests under way are answered, its executions move to the other engines, then everything is closed.
     * The same stage each time.
     */
    CompletionStage<Done> stop();

    /** Completes when the engine is gone, by {@link #stop}, by a signal, or because the cluster has expelled it; its process should end then. */
    CompletionStage<Done> terminated();
}
