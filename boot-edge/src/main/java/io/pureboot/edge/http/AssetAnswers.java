package io.pureboot.edge.http;

import io.pureboot.edge.asset.MediaTypes;
import io.pureboot.edge.asset.Selection;
import io.pureboot.edge.asset.Validators;
import io.pureboot.edge.bandwidth.Bandwidth;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.files.CleanPath;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.files.Lookup;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code /artifacts/…}: files of the artifact directories, whole or in part, streamed from the disk. */
public final class AssetAnswers {

    private static final int CHUNK_BYTES = 128 * 1024;

    private final FileRoots roots;
    private final Counters counters;
    private final Bandwidth bandwidth;

    public AssetAnswers(FileRoots roots, Counters counters, Bandwidth bandwidth) {
        this.roots = roots;
        this.counters = counters;
        this.bandwidth = bandwidth;
    }

    CompletionStage<HttpResponse> artifact(HttpRequest request, Route.Match match) {
        return CompletableFuture.completedFuture(
                find(match.tail()) instanceof Lookup.Found found
                        ? serve(found.file(), request)
                        : Answers.problem(Problem.of(404, "no-such-artifact", "There is no such artifact")
                                .detail(match.tail())
                                .advice("Put the file into the edge's artifacts directory.")));
    }

    private Lookup find(String path) {
        return CleanPath.of(path).map(roots::findAnyCase).orElseGet(Lookup.Forbidden::new);
    }

    /** A file on disk, by the conditions of the request. */
    HttpResponse serve(Path file, HttpRequest request) {
        return serve(file, Optional.empty(), request);
    }

    /** @param hash that of the file, when it is its name */
    HttpResponse serve(Path file, Optional<FileHash> hash, HttpRequest request) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Validators state = new Validators(
                    attributes.size(), attributes.lastModifiedTime().toInstant(), hash);
            Selection.Conditions conditions = new Selection.Conditions(
                    Answers.header(request, "Range"),
                    Answers.header(request, "If-Range"),
                    Answers.header(request, "If-None-Match"),
                    Answers.header(request, "If-Modified-Since"));
            boolean head = request.method().value().equals("HEAD");
            Body body = new Body(file, head, client(request));
            HttpResponse response = response(body, state, Selection.of(state, conditions));
            return Answers.with(response, headers(state));
        } catch (IOException gone) {
            return Answers.problem(Problem.of(404, "no-such-artifact", "The artifact has just been removed"));
        }
    }

    private static List<HttpHeader> headers(Validators state) {
        return List.of(
                RawHeader.create("ETag", state.etag()),
                RawHeader.create("Last-Modified", state.lastModified()),
                RawHeader.create("Accept-Ranges", "bytes"));
    }

    /**
     * What is sent, and to whom.
     *
     * @param head whether only its head is wanted
     * @param client its address; empty when it does not matter
     */
    private record Body(Path file, boolean head, String client) {}

    private static String client(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("");
    }

    private HttpResponse response(Body body, Validators state, Selection selection) {
        return switch (selection) {
            case Selection.Whole whole -> body(body, 200, 0, state.bytes());
            case Selection.Part part ->
                body(body, 206, part.first(), part.length())
                        .addHeader(RawHeader.create(
                                "Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + state.bytes()));
            case Selection.Unchanged unchanged -> HttpResponse.create().withStatus(304);
            case Selection.Unsatisfiable unsatisfiable ->
                Answers.problem(Problem.of(416, "range-not-satisfiable", "The range begins behind the end"))
                        .addHeader(RawHeader.create("Content-Range", "bytes */" + state.bytes()));
        };
    }

    private HttpResponse body(Body body, int status, long first, long length) {
        ContentType type =
                Answers.contentType(MediaTypes.of(body.file().getFileName().toString()));
        HttpResponse response = HttpResponse.create().withStatus(status);
        if (length == 0) {
            return response.withEntity(HttpEntities.create(type, ByteString.emptyByteString()));
        }
        Source<ByteString, ?> bytes = body.head() ? Source.empty() : paced(body, bytes(body.file(), first, length));
        return response.withEntity(HttpEntities.create(type, length, bytes));
    }

    private Source<ByteString, ?> paced(Body body, Source<ByteString, ?> bytes) {
        return bandwidth.limited() ? bytes.mapAsync(1, chunk -> held(body.client(), chunk)) : bytes;
    }

    private CompletionStage<ByteString> held(String client, ByteString chunk) {
        long nanos = bandwidth.take(client, chunk.size(), System.nanoTime());
        return nanos == 0
                ? CompletableFuture.completedFuture(chunk)
                : CompletableFuture.supplyAsync(
                        () -> chunk, CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run));
    }

    /** The bytes, read on Pekko's dispatcher for blocking work; a file that has become shorter breaks the connection off. */
    private Source<ByteString, ?> bytes(Path file, long first, long length) {
        return Source.unfoldResource(
                () -> new Reader(Files.newByteChannel(file).position(first), first + length),
                reader -> {
                    Optional<ByteString> chunk = reader.next();
                    chunk.ifPresent(bytes -> counters.add(Counted.ASSET_BYTES, bytes.size()));
                    return chunk;
                },
                Reader::close);
    }

    private record Reader(SeekableByteChannel channel, long end) {

        Optional<ByteString> next() throws IOException {
            long left = end - channel.position();
            byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, left)];
            int count = left == 0 ? -1 : channel.read(ByteBuffer.wrap(chunk));
            return count < 0 ? Optional.empty() : Optional.of(ByteString.fromArrayUnsafe(chunk, 0, count));
        }

        void close() throws IOException {
            channel.close();
        }
    }
}
