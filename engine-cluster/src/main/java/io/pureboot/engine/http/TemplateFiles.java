package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.TemplateEntry;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.storage.StoredFile;
import io.pureboot.engine.storage.StoredFiles;
import io.pureboot.engine.template.FileContent;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.TemplateId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * Versions that are files. Who makes one names a file that is there by its {@code content_hash}; what is made of it is a version like any other,
 * whose content says which file it is.
 */
final class TemplateFiles {
    private static final String HASH = "content_hash";
    private static final String CONTENT = "content";

    private final Templates templates;
    private final StoredFiles files;

    TemplateFiles(Templates templates, StoredFiles files) {
        this.templates = templates;
        this.files = files;
    }

    /** Before a template is made: when its format is {@code file}. */
    Function<Call, CompletionStage<HttpResponse>> creating(Function<Call, CompletionStage<HttpResponse>> next) {
        return call -> call.object().serve(body -> {
            boolean file = body.path("format").asText().equals(TemplateFormat.FILE.wire());
            return file ? withFile(call, body, next) : next.apply(call);
        });
    }

    /** Before a version is added: when the template's format is {@code file}. */
    Function<Call, CompletionStage<HttpResponse>> adding(Function<Call, CompletionStage<HttpResponse>> next) {
        return call -> call.id("template", TemplateId::parse)
                .serve(id -> templates
                        .get(id)
                        .thenCompose(template -> template.map(TemplateEntry::format)
                                        .filter(TemplateFormat.FILE::equals)
                                        .isPresent()
                                ? call.object().serve(body -> withFile(call, body, next))
                                : next.apply(call)));
    }

    private CompletionStage<HttpResponse> withFile(
            Call call, ObjectNode body, Function<Call, CompletionStage<HttpResponse>> next) {
        return hash(body)
                .serve(hash -> files.find(hash.hex())
                        .thenApply(found -> named(body, hash, found))
                        .thenCompose(read -> read.serve(named -> next.apply(new Call(
                                call.request(),
                                call.variables(),
                                ByteString.fromString(named.toString()),
                                call.caller())))));
    }

    private static Read<FileHash> hash(ObjectNode body) {
        if (body.has(CONTENT)) {
            return Read.refused(Problems.of(
                    "invalid-body", "/content a version of format file names its file by content_hash instead"));
        }
        JsonNode text = body.path(HASH);
        Optional<FileHash> hash = text.isTextual() ? FileHash.parse(text.textValue()) : Optional.empty();
        return hash.map(Read::fine)
                .orElseGet(() -> Read.refused(Problems.of(
                        "invalid-body",
                        "/content_hash must be 64 hex digits, not '" + Ids.shown(text.asText()) + "'")));
    }

    private static Read<ObjectNode> named(ObjectNode body, FileHash hash, Optional<StoredFile> found) {
        if (found.isEmpty()) {
            return Read.refused(Problems.of(
                    "file-missing", "there is no file of the SHA-256 " + hash + " that a version could be"));
        }
        ObjectNode named = body.deepCopy();
        named.remove(HASH);
        return Read.fine(named.put(CONTENT, new FileContent(hash, found.get().sizeBytes()).text()));
    }
}
