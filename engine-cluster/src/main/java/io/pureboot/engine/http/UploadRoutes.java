package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.storage.NewUpload;
import io.pureboot.engine.storage.StorageAnswer;
import io.pureboot.engine.storage.StorageBackend;
import io.pureboot.engine.storage.Upload;
import io.pureboot.engine.storage.Uploads;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.StreamConverters;

/**
 * {@code /api/v1/uploads}: the tus protocol 1.0.0 (core, creation, termination, expiration), by which any of its clients can upload. An upload's
 * metadata must have {@code sha256}, and may have {@code filename} and {@code storage_backend}.
 */
final class UploadRoutes {
    private static final String PATH = "/api/v1/uploads/";
    private static final String VERSION = "1.0.0";
    private static final String PIECE = "application/offset+octet-stream";
    private static final int LONGEST_NAME = 255;
    /** How much of a refused piece is read and thrown away, so that its sender gets to see the refusal. */
    private static final long DISCARDED = 64L << 20;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Uploads uploads;
    private final Materializer materializer;
    private final Duration silence;

    UploadRoutes(Uploads uploads, Materializer materializer) {
        this.uploads = uploads;
        this.materializer = materializer;
        this.silence = uploads.silence();
    }

    /** What is spoken here. */
    CompletionStage<HttpResponse> options(Call call) {
        return CompletableFuture.completedStage(with(
                Answers.nothing(),
                Map.of(
                        "Tus-Version",
                        VERSION,
                        "Tus-Extension",
                        "creation,termination,expiration",
                        "Tus-Max-Size",
                        Long.toString(uploads.largestFile()))));
    }

    CompletionStage<HttpResponse> create(Call call) {
        return spoken(call)
                .then(version -> call.idempotencyKey()
                        .then(key -> wanted(call).map(upload -> uploads.create(upload, call.by(), key))))
                .serve(stage -> stage.thenApply(answer -> or(
                        answer,
                        (upload, duplicate) ->
                                state(Answers.created(PATH + upload.id(), duplicate, json(upload)), upload))));
    }

    private Read<NewUpload> wanted(Call call) {
        return number(call, "Upload-Length").then(length -> {
            if (length < 1) {
                return Read.refused(Problems.of("malformed-parameter", "Upload-Length must be 1 or more"));
            }
            if (length > uploads.largestFile()) {
                return Read.refused(
                        Problems.of("file-too-large", "the file may have " + uploads.largestFile() + " bytes"));
            }
            return metadata(call.header("Upload-Metadata").orElse("")).then(metadata -> wanted(length, metadata));
        });
    }

    private static Read<NewUpload> wanted(long length, Map<String, String> metadata) {
        Optional<FileHash> hash = FileHash.parse(metadata.getOrDefault("sha256", ""));
        if (hash.isEmpty()) {
            return Read.refused(Problems.of(
                    "malformed-parameter", "Upload-Metadata must have sha256: the base64 of its 64 hex digits"));
        }
        Optional<String> name = Optional.ofNullable(metadata.get("filename"));
        if (name.isPresent()
                && (name.get().isBlank()
                        || name.get().length() > LONGEST_NAME
                        || name.get().chars().anyMatch(Character::isISOControl))) {
            return Read.refused(Problems.of("malformed-parameter", "filename in Upload-Metadata is no file's name"));
        }
        return Read.fine(new NewUpload(
                hash.get().hex(), length, name, metadata.getOrDefault("storage_backend", StorageBackend.LOCAL)));
    }

    /** {@code key base64,key base64}. */
    private static Read<Map<String, String>> metadata(String header) {
        Map<String, String> metadata = new HashMap<>();
        for (String pair : header.split(",", -1)) {
            String[] words = pair.strip().split(" ", 2);
            try {
                byte[] value = Base64.getDecoder().decode(words.length < 2 ? "" : words[1].strip());
                metadata.put(words[0], new String(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                return Read.refused(Problems.of(
                        "malformed-parameter",
                        "Upload-Metadata: the value of " + Ids.shown(words[0]) + " is no base64"));
            }
        }
        return Read.fine(metadata);
    }

    /** How far it is; GET says it in a body too. */
    CompletionStage<HttpResponse> get(Call call) {
        return spoken(call)
                .then(version -> id(call))
                .serve(id -> uploads.find(id)
                        .thenApply(found -> found.map(upload -> state(Answers.json(json(upload)), upload))
                                .orElseGet(() -> unknown(id))));
    }

    CompletionStage<HttpResponse> append(Call call) {
        AtomicBoolean opened = new AtomicBoolean();
        return spoken(call)
                .then(version -> id(call).then(id -> piece(call)
                        .map(offset -> uploads.append(
                                id,
                                offset,
                                length(call),
                                () -> body(call.request().entity(), opened)))))
                .serve(stage ->
                        stage.thenApply(answer -> or(answer, (upload, duplicate) -> state(Answers.nothing(), upload))))
                .whenComplete((response, failure) -> {
                    if (!opened.get()) {
                        call.request().entity().withSizeLimit(DISCARDED).discardBytes(materializer);
                    }
                });
    }

    private static Read<Long> piece(Call call) {
        return call.mediaType().equals(PIECE)
                ? number(call, "Upload-Offset")
                : Read.refused(Problems.of(
                        "unsupported-media-type",
                        "a piece comes as " + PIECE + ", not " + Ids.shown(call.mediaType())));
    }

    private static OptionalLong length(Call call) {
        return call.request().entity().getContentLengthOption();
    }

    private InputStream body(RequestEntity entity, AtomicBoolean opened) {
        opened.set(true);
        return entity.withoutSizeLimit().getDataBytes().runWith(StreamConverters.asInputStream(silence), materializer);
    }

    CompletionStage<HttpResponse> discard(Call call) {
        return spoken(call)
                .then(version -> id(call))
                .serve(id -> uploads.discard(id)
                        .thenApply(answer -> or(answer, (upload, duplicate) -> with(Answers.nothing(), Map.of()))));
    }

    /** Clients of the protocol name its version; those of curl may leave it out. */
    private static Read<String> spoken(Call call) {
        Optional<String> version = call.header("Tus-Resumable");
        return version.isEmpty() || version.get().equals(VERSION)
                ? Read.fine(VERSION)
                : Read.refused(Problems.of("tus-version-unsupported", "Tus-Version: " + VERSION));
    }

    private static Read<String> id(Call call) {
        return call.id("upload", text -> Optional.of(text).filter(Ids::wellFormed));
    }

    private static Read<Long> number(Call call, String header) {
        String text = call.header(header).orElse("");
        return text.matches("[0-9]{1,18}")
                ? Read.fine(Long.parseLong(text))
                : Read.refused(Problems.of(
                        "malformed-parameter", header + " must be a number of bytes, not '" + Ids.shown(text) + "'"));
    }

    private static HttpResponse or(StorageAnswer<Upload> answer, BiFunction<Upload, Boolean, HttpResponse> shown) {
        return with(Refusals.or(answer, shown), Map.of());
    }

    private static HttpResponse unknown(String id) {
        return with(
                Answers.problem(Problems.of("upload-not-found", "there is no upload " + id + ", or it has expired")),
                Map.of());
    }

    private static HttpResponse state(HttpResponse response, Upload upload) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "Upload-Offset", Long.toString(upload.received()),
                "Upload-Length", Long.toString(upload.sizeBytes()),
                "Cache-Control", "no-store"));
        if (!upload.complete()) {
            headers.put("Upload-Expires", HTTP_DATE.format(upload.expiresAt()));
        }
        return with(response, headers);
    }

    private static HttpResponse with(HttpResponse response, Map<String, String> headers) {
        HttpResponse answer = response.getHeader("Tus-Resumable").isPresent()
                ? response
                : response.addHeader(RawHeader.create("Tus-Resumable", VERSION));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.addHeader(RawHeader.create(header.getKey(), header.getValue()));
        }
        return answer;
    }

    private static Object json(Upload upload) {
        var json = Json.mapper()
                .createObjectNode()
                .put("id", upload.id())
                .put("storage_backend_id", upload.backendId())
                .put("content_hash", upload.sha256())
                .put("size_bytes", upload.sizeBytes())
                .put("file_name", upload.fileName().orElse(null))
                .put("received_bytes", upload.received())
                .put("complete", upload.complete())
                .put("created_by", upload.createdBy());
        json.set("created_at", Json.mapper().valueToTree(upload.createdAt()));
        json.set("expires_at", Json.mapper().valueToTree(upload.expiresAt()));
        return json;
    }
}
