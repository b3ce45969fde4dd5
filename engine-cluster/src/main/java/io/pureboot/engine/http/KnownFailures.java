package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.recovery.Quarantined;
import io.pureboot.engine.registry.RegistryUnavailable;
import io.pureboot.engine.secret.SecretsUnavailable;
import io.pureboot.engine.secret.UnusableKeys;
import io.pureboot.protocol.Problem;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.pattern.CircuitBreakerOpenException;

/** What the rooms fail with although nobody has made a mistake. */
public final class KnownFailures {
    private KnownFailures() {}

    /** As problems; empty for failures that it does not know. */
    public static Function<Throwable, Optional<Problem>> of(Database database) {
        return failure -> switch (failure) {
            case Quarantined quarantined ->
                Optional.of(Problems.of("quarantined", String.valueOf(quarantined.getMessage())));
            case SecretsUnavailable unavailable ->
                Optional.of(Problems.of("secrets-unavailable", String.valueOf(unavailable.getMessage())));
            case UnusableKeys foreign ->
                Optional.of(Problems.of("secrets-unavailable", String.valueOf(foreign.getMessage())));
            case RegistryUnavailable unavailable
            when database.answers() ->
                Optional.of(Problems.of("unavailable", String.valueOf(unavailable.getMessage())));
            case Throwable away
            when away(away, database) ->
                Optional.of(
                        Problems.of("database-unavailable", "the database does not answer; " + Problems.NOBODY_KNOWS));
            default -> Optional.empty();
        };
    }

    private static boolean away(Throwable failure, Database database) {
        boolean waited = failure instanceof TimeoutException
                || failure instanceof CircuitBreakerOpenException
                || failure instanceof RegistryUnavailable;
        return Database.saysAway(failure) || (waited && !database.answers());
    }
}
