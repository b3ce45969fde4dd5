package io.pureboot.edge.uplink;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the engines are.
 *
 * @param engines their URLs, without a slash at the end; asked from the one that answered last
 * @param token the edge's bearer token
 * @param connectTimeout patience for a connection
 * @param hedgeAfter after which another engine is asked as well
 * @param requestTimeout patience for one engine's answer
 * @param totalTimeout no further engine is tried after this
 */
public record UplinkSettings(
        List<URI> engines,
        Optional<String> token,
        Duration connectTimeout,
        Duration hedgeAfter,
        Duration requestTimeout,
        Duration totalTimeout) {

    public UplinkSettings {
        engines = List.copyOf(engines);
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("an edge needs the URL of at least one engine");
        }
    }

    /** For the log: the token stays out of it (promise P-23). */
    @Override
    public String toString() {
        return "engines " + engines;
    }
}
