package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.storage.Backends;
import io.pureboot.engine.storage.NewBackend;
import io.pureboot.engine.storage.Place;
import io.pureboot.engine.storage.PlaceJson;
import io.pureboot.engine.storage.StorageBackend;
import io.pureboot.protocol.Json;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/storage-backends}. */
final class StorageBackendRoutes {
    private static final String PATH = "/api/v1/storage-backends/";
    private static final int LONGEST = 1000;
    /** A word, so that it can stand in a path and in an upload's metadata. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final String USUAL_REGION = "us-east-1";

    private final Backends backends;

    StorageBackendRoutes(Backends backends) {
        this.backends = backends;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return backends.list()
                .thenApply(all -> Answers.page(
                        all.stream().map(StorageBackendRoutes::json).toList(), Optional.empty()));
    }

    CompletionStage<HttpResponse> get(Call call) {
        String name = call.segment("backend");
        return backends.find(name)
                .thenApply(found -> found.map(backend -> Answers.json(json(backend)))
                        .orElseGet(() -> Answers.problem(
                                Problems.of("storage-backend-not-found", "there is no storage backend " + name))));
    }

    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> call.object()
                        .then(StorageBackendRoutes::backend)
                        .map(backend -> backends.create(backend, call.by(), key)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(
                        answer,
                        (backend, duplicate) -> Answers.created(PATH + backend.id(), duplicate, json(backend)))));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return backends.delete(call.segment("backend"))
                .thenApply(answer -> Refusals.or(answer, (backend, duplicate) -> Answers.nothing()));
    }

    private static Read<NewBackend> backend(ObjectNode body) {
        Fields fields = new Fields(body);
        fields.demand("name");
        Optional<String> name = fields.parsed(
                "name",
                text -> Optional.of(text).filter(word -> NAME.matcher(word).matches()),
                "malformed_name",
                "a word of 1 to 64 of A-Z a-z 0-9 . _ -");
        Optional<Place> place = place(fields);
        return fields.read(() -> new NewBackend(name.orElseThrow(), place.orElseThrow()));
    }

    /** Empty when a fault is noted. */
    private static Optional<Place> place(Fields fields) {
        return switch (fields.requiredText("kind", LONGEST)) {
            case "local" -> local(fields);
            case "http" -> http(fields);
            case "s3" -> s3(fields);
            case String other -> fields.fault("kind", "unknown_kind", "must be local, http or s3");
        };
    }

    private static Optional<Place> local(Fields fields) {
        fields.demand("directory");
        return fields.parsed("directory", StorageBackendRoutes::directory, "malformed_path", "an absolute path")
                .map(path -> new Place.LocalDirectory(Optional.of(path)));
    }

    private static Optional<Path> directory(String text) {
        try {
            return Optional.of(Path.of(text).normalize()).filter(Path::isAbsolute);
        } catch (InvalidPathException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Place> http(Fields fields) {
        fields.demand("base_url");
        Optional<URI> base = fields.parsed(
                        "base_url", StorageBackendRoutes::url, "malformed_url", "an http or https URL")
                .map(url -> url.getRawPath().endsWith("/") ? url : URI.create(url + "/"));
        Optional<String> secret = fields.text("authorization_secret", LONGEST);
        return base.map(url -> new Place.HttpReference(url, secret));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = URI.create(text).normalize();
            boolean whole = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            return whole ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Place> s3(Fields fields) {
        fields.demand("bucket");
        Optional<String> bucket = fields.parsed(
                "bucket",
                text -> Optional.of(text).filter(word -> BUCKET.matcher(word).matches()),
                "malformed_bucket",
                "a bucket's name");
        Optional<URI> endpoint =
                fields.parsed("endpoint", StorageBackendRoutes::url, "malformed_url", "an http or https URL");
        Optional<String> region = fields.text("region", LONGEST);
        Optional<String> prefix = fields.text("prefix", LONGEST).map(StorageBackendRoutes::folder);
        Optional<Boolean> pathStyle = fields.flag("path_style");
        Optional<String> accessKey = fields.text("access_key_id", LONGEST);
        Optional<String> secret = fields.text("secret_access_key_secret", LONGEST);
        if (accessKey.isPresent() != secret.isPresent()) {
            return fields.fault(
                    "access_key_id", "only_together", "goes with secret_access_key_secret, the name of its secret");
        }
        return bucket.map(name -> new Place.S3(
                endpoint,
                region.orElse(USUAL_REGION),
                name,
                prefix.orElse(""),
                // What all but Amazon's own want.
                pathStyle.orElse(endpoint.isPresent()),
                accessKey,
                secret));
    }

    private static String folder(String prefix) {
        String inner = prefix.replaceAll("^/+|/+$", "");
        return inner.isEmpty() ? "" : inner + "/";
    }

    private static ObjectNode json(StorageBackend backend) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", backend.id())
                .put("name", backend.name())
                .put("kind", backend.place().kind());
        json.setAll(PlaceJson.write(backend.place()));
        json.set("created_at", Json.mapper().valueToTree(backend.createdAt()));
        return json.put("created_by", backend.createdBy());
    }
}
