package io.pureboot.engine.http;

import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.LogOf;
import io.pureboot.engine.query.LogPiece;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** A log as a stream of bytes, read piece by piece as the client takes it. Any engine may write it, so the table is asked again. */
final class LogReading {
    private static final Duration POLL = Duration.ofMillis(500);

    private final LogChunks logs;
    private final Duration silence;

    /** @param silence how long a reader who follows is kept waiting without a byte */
    LogReading(LogChunks logs, Duration silence) {
        this.logs = logs;
        this.silence = silence;
    }

    /** From {@code offset} to below {@code end}. */
    Source<ByteString, NotUsed> upTo(LogOf log, long offset, long end) {
        return Source.unfoldAsync(
                offset,
                from -> from >= end
                        ? CompletableFuture.completedStage(Optional.<Pair<Long, ByteString>>empty())
                        : logs.read(log, from)
                                .thenApply(piece -> !piece.data().hasRemaining()
                                        ? Optional.<Pair<Long, ByteString>>empty()
                                        : Optional.of(Pair.create(piece.end(), bytes(piece, end)))));
    }

    private static ByteString bytes(LogPiece piece, long end) {
        int surplus = (int) Math.max(0, piece.end() - end);
        return ByteString.fromByteBuffer(piece.data().slice(0, piece.data().remaining() - surplus));
    }

    /** From {@code offset} on until the attempt is {@code over} and everything was read, or {@code silence} has passed without a byte. */
    Source<ByteString, NotUsed> following(LogOf log, long offset, Function<LogOf, CompletionStage<Boolean>> over) {
        return Source.unfoldAsync(
                offset,
                from -> next(log, from, over, System.nanoTime() + silence.toNanos())
                        .thenApply(piece ->
                                piece.map(found -> Pair.create(found.end(), ByteString.fromByteBuffer(found.data())))));
    }

    private CompletionStage<Optional<LogPiece>> next(
            LogOf log, long from, Function<LogOf, CompletionStage<Boolean>> over, long until) {
        return logs.read(log, from).thenCompose(piece -> {
            if (piece.data().hasRemaining()) {
                return CompletableFuture.completedStage(Optional.of(piece));
            }
            // What came between the reading and the attempt's end is read once more.
            return over.apply(log).thenCompose(ended -> {
                if (ended) {
                    return logs.read(log, from)
                            .thenApply(last -> Optional.of(last)
                                    .filter(found -> found.data().hasRemaining()));
                }
                return System.nanoTime() - until >= 0
                        ? CompletableFuture.completedStage(Optional.empty())
                        : pause().thenCompose(again -> next(log, from, over, until));
            });
        });
    }

    private static CompletionStage<Void> pause() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS));
    }
}
