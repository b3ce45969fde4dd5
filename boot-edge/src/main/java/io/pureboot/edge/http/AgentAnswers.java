package io.pureboot.edge.http;

import io.pureboot.edge.asset.MediaTypes;
import io.pureboot.edge.files.CleanPath;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.files.Lookup;
import io.pureboot.protocol.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * {@code /agent/…}: the agents' files. A file of a configured directory goes before one of the same path on the class path, where the agents'
 * module packs its own.
 */
public final class AgentAnswers {

    private final FileRoots roots;
    private final String resourcePrefix;
    private final AssetAnswers assets;

    /** @param resourcePrefix such as {@code pureboot/agent/}; empty for none */
    public AgentAnswers(FileRoots roots, String resourcePrefix, AssetAnswers assets) {
        this.roots = roots;
        this.resourcePrefix = resourcePrefix;
        this.assets = assets;
    }

    CompletionStage<HttpResponse> file(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(CleanPath.of(match.tail())
                .flatMap(path -> find(path, request))
                .orElseGet(() -> Answers.problem(Problem.of(404, "no-such-agent-file", "There is no such agent file")
                        .detail(match.tail()))));
    }

    private Optional<HttpResponse> find(CleanPath path, HttpRequest request) {
        return roots.find(path) instanceof Lookup.Found found
                ? Optional.of(assets.serve(found.file(), request))
                : resource(path);
    }

    private Optional<HttpResponse> resource(CleanPath path) {
        Optional<URL> resource = resourcePrefix.isEmpty() || path.segments().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(AgentAnswers.class.getClassLoader().getResource(resourcePrefix + path));
        return resource.flatMap(AgentAnswers::bytes)
                .map(bytes -> HttpResponse.create()
                        .withEntity(HttpEntities.create(
                                Answers.contentType(MediaTypes.of(path.fileName())),
                                ByteString.fromArrayUnsafe(bytes))));
    }

    /** What the resource holds; empty when it is a directory: class loaders give those out too. */
    private static Optional<byte[]> bytes(URL resource) {
        try {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            boolean directory = connection instanceof JarURLConnection jar
                    ? jar.getJarEntry() == null || jar.getJarEntry().isDirectory()
                    : resource.getProtocol().equals("file") && !Files.isRegularFile(Path.of(resource.toURI()));
            if (directory) {
                return Optional.empty();
            }
            try (InputStream in = connection.getInputStream()) {
                return Optional.of(in.readAllBytes());
            }
        } catch (IOException | URISyntaxException unread) {
            return Optional.empty();
        }
    }
}
