package io.pureboot.engine.storage.reference;

import io.pureboot.engine.storage.FileShelf;
import io.pureboot.engine.storage.Place;
import io.pureboot.engine.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A web server as a backend: what lies there was promised by whoever referred to it, and is verified by those that read all of it. */
public final class WebServer implements FileShelf {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Place.HttpReference place;
    private final Optional<String> authorization;

    /** @param authorization the value of the header {@code Authorization} */
    public WebServer(HttpClient client, Place.HttpReference place, Optional<String> authorization) {
        this.client = client;
        this.place = place;
        this.authorization = authorization;
    }

    /** For those that show an authorization: it must not go to another server. */
    public static HttpClient thatStays() {
        return client(HttpClient.Redirect.NEVER);
    }

    /** For all others: download sites send their readers on to mirrors. */
    public static HttpClient thatFollows() {
        return client(HttpClient.Redirect.NORMAL);
    }

    private static HttpClient client(HttpClient.Redirect redirect) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(redirect)
                .build();
    }

    /** The URL of a location, when it lies below the base: no location leads out of it. */
    public static Optional<URI> below(URI base, String location) {
        try {
            URI url = base.resolve(URI.create(location)).normalize();
            boolean inside = url.toString().startsWith(base.toString())
                    && url.getRawPath().length() > base.getRawPath().length()
                    // Written as %2e%2e it climbs too, at some servers.
                    && !List.of(url.getPath().split("/", -1)).contains("..");
            return inside ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public boolean verified() {
        return false;
    }

    @Override
    public void probe(StoredFile file) throws IOException {
        HttpResponse<InputStream> response = send(request(file).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        response.body().close();
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (response.statusCode() != 200) {
            throw new IOException(response.uri() + " answers " + response.statusCode());
        }
        if (length.isPresent() && length.getAsLong() != file.sizeBytes()) {
            throw new IOException(
                    response.uri() + " has " + length.getAsLong() + " bytes now, not " + file.sizeBytes());
        }
    }

    @Override
    public InputStream open(StoredFile file, long first, long length) throws IOException {
        boolean whole = first == 0 && length == file.sizeBytes();
        HttpRequest.Builder request = request(file).GET();
        HttpResponse<InputStream> response =
                send(whole ? request : request.header("Range", "bytes=" + first + "-" + (first + length - 1)));
        if (response.statusCode() == 200) {
            // Some servers know no ranges.
            response.body().skipNBytes(first);
            return response.body();
        }
        if (response.statusCode() == 206 && !whole) {
            return response.body();
        }
        response.body().close();
        throw new IOException(response.uri() + " answers " + response.statusCode());
    }

    private HttpRequest.Builder request(StoredFile file) throws IOException {
        URI url = below(place.base(), file.location())
                .orElseThrow(() -> new IOException(file.location() + " does not lie below " + place.base()));
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
        return authorization
                .map(value -> request.header("Authorization", value))
                .orElse(request);
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the engine stops");
        }
    }
}
