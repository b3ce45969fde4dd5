package io.pureboot.edge.http;

import io.pureboot.edge.agent.AgentShelf;
import io.pureboot.edge.agent.OverlayInitrd;
import io.pureboot.edge.asset.MediaTypes;
import io.pureboot.edge.files.CleanPath;
import io.pureboot.protocol.Problem;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /agent/…}: the agents' files, and the overlay initrd that carries one. */
public final class AgentAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(AgentAnswers.class);
    private static final int RETRY_SECONDS = 5;

    private final AgentShelf shelf;
    private final OverlayInitrd overlay;
    private final AssetAnswers assets;

    public AgentAnswers(AgentShelf shelf, OverlayInitrd overlay, AssetAnswers assets) {
        this.shelf = shelf;
        this.overlay = overlay;
        this.assets = assets;
    }

    CompletionStage<HttpResponse> file(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(
                CleanPath.of(match.tail()).flatMap(path -> find(path, request)).orElseGet(() -> missing(match.tail())));
    }

    /** The overlay, whole or in part, by the conditions of the request. */
    CompletionStage<HttpResponse> overlay(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(overlay(request));
    }

    private HttpResponse overlay(HttpRequest request) {
        try {
            return overlay.image()
                    .map(image -> assets.serve(image.file(), Optional.of(image.hash()), request))
                    .orElseGet(() -> missing("linux/pureboot-agent.sh"));
        } catch (IOException unbuilt) {
            LOG.warn("the overlay initrd cannot be built: {}", unbuilt.toString());
            return Answers.problem(
                    Problem.of(503, "overlay-unbuilt", "The overlay initrd cannot be built now")
                            .advice("The edge's log has the cause."),
                    RETRY_SECONDS);
        }
    }

    private Optional<HttpResponse> find(CleanPath path, HttpRequest request) {
        return shelf.file(path)
                .map(file -> assets.serve(file, request))
                .or(() -> shelf.packed(path)
                        .map(bytes -> HttpResponse.create()
                                .withEntity(HttpEntities.create(
                                        Answers.contentType(MediaTypes.of(path.fileName())),
                                        ByteString.fromArrayUnsafe(bytes)))));
    }

    private static HttpResponse missing(String name) {
        return Answers.problem(Problem.of(404, "no-such-agent-file", "There is no such agent file")
                .detail(name));
    }
}
