package io.pureboot.engine.call;

import io.pureboot.engine.query.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.japi.function.Function;

/**
 * Calls to the entities of one kind. Sharding drops what it had buffered when a shard moves, so every call is put again until it is
 * answered. Whichever try is answered first counts, however late: an answer that was on its way while the call was put again is not lost.
 *
 * @param <M> what reaches an entity
 * @param <A> what it answers
 */
public final class EntityCalls<M, A> {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final EntityTypeKey<M> kind;
    private final Duration every;
    private final Duration patience;
    private final Database database;

    /**
     * @param every a call without an answer is put again after this
     * @param patience a call without an answer fails after this
     */
    public EntityCalls(
            ActorSystem<?> system, EntityTypeKey<M> kind, Duration every, Duration patience, Database database) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.kind = kind;
        this.every = every;
        this.patience = patience;
        this.database = database;
    }

    /**
     * Calls the entity. The stage fails when the database is away, or with a TimeoutException: then it is not known what came of the call.
     *
     * @param message carries, if it changes anything, one {@link CallId} over all tries
     */
    public <R> CompletionStage<R> put(
            String id, Function<ActorRef<A>, M> message, java.util.function.Function<A, Meaning<R>> meaning) {
        Put<R, M, A> put = new Put<>(id, message, meaning, Instant.now().plus(patience), new CompletableFuture<>());
        attempt(put, "it was not asked");
        return put.result();
    }

    private <R> void attempt(Put<R, M, A> put, String before) {
        Duration rest = Duration.between(Instant.now(), put.until());
        if (rest.isNegative() || rest.isZero()) {
            put.result()
                    .completeExceptionally(
                            new TimeoutException(kind.name() + " " + put.id() + " does not answer: " + before));
            return;
        }
        // Pekko's timers, of which a call costs one, are a wheel; CompletableFuture's wake a thread for each.
        Cancellable late =
                system.scheduler().scheduleOnce(every, () -> again(put, "no answer yet"), system.executionContext());
        sharding.entityRefFor(kind, put.id())
                .ask(put.message(), rest)
                .handle((answer, failure) -> failure == null
                        ? put.meaning().apply(answer)
                        : (Meaning<R>) new Meaning.NotNow<R>(String.valueOf(failure.getMessage())))
                .exceptionally(bug -> new Meaning.Failure<>(new IllegalStateException("an answer made no sense", bug)))
                .thenAccept(meaning -> {
                    boolean first = late.cancel();
                    switch (meaning) {
                        case Meaning.Answer<R>(R answer) -> put.result().complete(answer);
                        case Meaning.Failure<R>(RuntimeException why) ->
                            put.result().completeExceptionally(why);
                        case Meaning.NotNow<R>(String why) -> {
                            if (first) {
                                againSoon(put, why);
                            }
                        }
                    }
                });
    }

    private <R> void againSoon(Put<R, M, A> put, String why) {
        if (worthMore(put)) {
            system.scheduler().scheduleOnce(PAUSE, () -> attempt(put, why), system.executionContext());
        }
    }

    private <R> void again(Put<R, M, A> put, String why) {
        if (worthMore(put)) {
            attempt(put, why);
        }
    }

    private <R> boolean worthMore(Put<R, M, A> put) {
        if (!put.result().isDone() && !database.answers()) {
            put.result().completeExceptionally(Database.away());
        }
        return !put.result().isDone();
    }

    private record Put<R, M, A>(
            String id,
            Function<ActorRef<A>, M> message,
            java.util.function.Function<A, Meaning<R>> meaning,
            Instant until,
            CompletableFuture<R> result) {}
}
