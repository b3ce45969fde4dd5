package io.pureboot.edge.http;

import io.pureboot.edge.cache.Fetched;
import io.pureboot.edge.cache.FileCache;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import scala.concurrent.duration.FiniteDuration;

/** {@code /artifacts/sha256/…}: files that the engines keep, from this edge's disk, whole or in part. */
public final class CachedAnswers {
    private static final int RETRY_SECONDS = 5;
    private static final Duration AFTER_HOLD = Duration.ofSeconds(10);

    private final FileCache cache;
    private final AssetAnswers assets;
    private final Duration hold;

    /** @param hold how long a request waits for a file that is not here yet */
    public CachedAnswers(FileCache cache, AssetAnswers assets, Duration hold) {
        this.cache = cache;
        this.assets = assets;
        this.hold = hold;
    }

    CompletionStage<HttpResponse> file(HttpRequest request, Route.Match match) {
        Optional<FileHash> hash = FileHash.parse(match.names().getFirst());
        if (hash.isEmpty()) {
            return CompletableFuture.completedFuture(missing(match.names().getFirst()));
        }
        FiniteDuration patience = FiniteDuration.create(hold.plus(AFTER_HOLD).toMillis(), TimeUnit.MILLISECONDS);
        request.getHeader(TimeoutAccess.class)
                .ifPresent(access -> access.timeoutAccess().updateTimeout(patience));
        return cache.get(hash.get())
                .toCompletableFuture()
                .completeOnTimeout(new Fetched.NotNow("the file is on its way"), hold.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(fetched -> switch (fetched) {
                    case Fetched.Here(Path file) -> assets.serve(file, hash, request);
                    case Fetched.Missing missing -> missing(hash.get().hex());
                    case Fetched.NotNow(String why) ->
                        Answers.problem(
                                Problem.of(503, "artifact-not-here-yet", "The file cannot be had now")
                                        .detail(why)
                                        .advice("Ask again after the time in Retry-After."),
                                RETRY_SECONDS);
                    case Fetched.TooLarge(long bytes, long limit) ->
                        Answers.problem(
                                Problem.of(507, "artifact-too-large", "The file does not fit into the edge's cache")
                                        .detail("it has " + bytes + " bytes; the cache may have " + limit)
                                        .advice("Raise pureboot.edge.cache.max-size."));
                });
    }

    private static HttpResponse missing(String name) {
        return Answers.problem(Problem.of(404, "no-such-artifact", "There is no such artifact")
                .detail(name)
                .advice("Upload the file to an engine: docs/how-to/files.md."));
    }
}
