package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.storage.NewReference;
import io.pureboot.engine.storage.ReadableFile;
import io.pureboot.engine.storage.StorageAnswer;
import io.pureboot.engine.storage.StorageRefusal;
import io.pureboot.engine.storage.StoredFile;
import io.pureboot.engine.storage.StoredFiles;
import io.pureboot.protocol.ByteRange;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Json;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code /api/v1/files}: which files there are; {@code /api/v1/artifacts/sha256/…}: their bytes. */
final class FileRoutes {
    private static final int LONGEST = 1000;
    private static final int LONGEST_NAME = 255;

    private final StoredFiles files;
    private final PageSize pages;

    FileRoutes(StoredFiles files, PageSize pages) {
        this.files = files;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return pages.slice(call)
                .map(slice -> files.list(slice.after(), slice.limit()))
                .serve(page -> PageSize.answer(page, FileRoutes::json));
    }

    CompletionStage<HttpResponse> get(Call call) {
        return hash(call)
                .serve(hash -> files.find(hash.hex())
                        .thenApply(found ->
                                found.map(file -> Answers.json(json(file))).orElseGet(() -> unknown(hash))));
    }

    /** Enters a file that lies on a web server. */
    CompletionStage<HttpResponse> refer(Call call) {
        return call.object()
                .then(FileRoutes::reference)
                .serve(reference -> files.refer(reference, call.by())
                        .thenApply(answer -> Refusals.or(
                                answer,
                                (file, duplicate) ->
                                        Answers.created("/api/v1/files/" + file.sha256(), duplicate, json(file)))));
    }

    private static Read<NewReference> reference(ObjectNode body) {
        Fields fields = new Fields(body);
        String backend = fields.requiredText("storage_backend_id", LONGEST);
        String location = fields.requiredText("file_path", LONGEST);
        fields.demand("content_hash");
        Optional<FileHash> hash = fields.parsed("content_hash", FileHash::parse, "malformed_hash", "64 hex digits");
        Optional<Long> size = fields.any("size_bytes")
                .flatMap(node -> node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0
                        ? Optional.of(node.longValue())
                        : fields.fault("size_bytes", "wrong_type", "must be a number of bytes, 1 or more"));
        fields.demand("size_bytes");
        Optional<String> name = fields.text("file_name", LONGEST_NAME);
        return fields.read(
                () -> new NewReference(backend, location, hash.orElseThrow().hex(), size.orElseThrow(), name));
    }

    /** The bytes, whole or in part. What has the hash never changes, so whoever has it need not ask again. */
    CompletionStage<HttpResponse> bytes(Call call) {
        return hash(call)
                .serve(hash -> files.open(hash.hex()).thenApply(answer -> switch (answer) {
                    case StorageAnswer.Done<ReadableFile>(ReadableFile file, boolean duplicate) ->
                        headers(bytes(file, hash, call), hash);
                    case StorageAnswer.Refused<ReadableFile>(StorageRefusal refusal) -> Refusals.of(refusal);
                }));
    }

    private static HttpResponse bytes(ReadableFile file, FileHash hash, Call call) {
        if (call.header("If-None-Match").filter(hash.tag()::isAmong).isPresent()) {
            return HttpResponse.create().withStatus(304);
        }
        long size = file.file().sizeBytes();
        boolean otherState = call.header("If-Range")
                .filter(tag -> !tag.strip().equals(hash.tag().toString()))
                .isPresent();
        ByteRange range = otherState
                ? new ByteRange.Whole()
                : call.header("Range").map(text -> ByteRange.of(text, size)).orElseGet(ByteRange.Whole::new);
        return switch (range) {
            case ByteRange.Whole whole -> part(file, 200, 0, size);
            case ByteRange.Part part ->
                part(file, 206, part.first(), part.length())
                        .addHeader(RawHeader.create(
                                "Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size));
            case ByteRange.Unsatisfiable behind ->
                Answers.problem(Problems.of("range-not-satisfiable", "the file has " + size + " bytes"))
                        .addHeader(RawHeader.create("Content-Range", "bytes */" + size));
        };
    }

    private static HttpResponse part(ReadableFile file, int status, long first, long length) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(
                        HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, length, file.bytes(first, length)));
    }

    private static HttpResponse headers(HttpResponse response, FileHash hash) {
        return response.addHeader(RawHeader.create("ETag", hash.tag().toString()))
                .addHeader(RawHeader.create("Accept-Ranges", "bytes"))
                .addHeader(RawHeader.create("Cache-Control", "private, max-age=31536000, immutable"));
    }

    private static Read<FileHash> hash(Call call) {
        return call.id("sha256", FileHash::parse);
    }

    private static HttpResponse unknown(FileHash hash) {
        return Answers.problem(Problems.of("file-not-found", "there is no file of the SHA-256 " + hash));
    }

    static ObjectNode json(StoredFile file) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("content_hash", file.sha256())
                .put("size_bytes", file.sizeBytes())
                .put("file_name", file.fileName().orElse(null))
                .put("storage_backend_id", file.backendId())
                .put("file_path", file.location())
                .put("url", "/api/v1" + new FileHash(file.sha256()).path())
                .put("created_by", file.createdBy());
        json.set("created_at", Json.mapper().valueToTree(file.createdAt()));
        return json;
    }
}
