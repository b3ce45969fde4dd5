package io.pureboot.engine.http.exchange;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.access.Caller;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.util.ByteString;

/**
 * One request that has found its endpoint and may use it.
 *
 * @param variables the open segments of the path, by name
 * @param body all of it, within the endpoint's limit; empty when the endpoint reads its bodies as they come
 * @param caller who sent it
 */
public record Call(HttpRequest request, Map<String, String> variables, ByteString body, Caller caller) {
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain");
    private static final int LONGEST_KEY = 200;

    /** Who did it, for histories. */
    public String by() {
        return caller.name();
    }

    /** The generation of the callback token that the request bears; one that no execution accepts when it bears none. */
    public int tokenGeneration() {
        return caller.tokenGeneration().orElse(-1);
    }

    /** An id in the path. */
    public <I> Read<I> id(String variable, Function<String, Optional<I>> parse) {
        String text = segment(variable);
        return parse.apply(text)
                .map(Read::fine)
                .orElseGet(() -> Read.refused(Problems.of(
                        "malformed-id", "{" + variable + "} is '" + Ids.shown(text) + "', which is no id")));
    }

    /** The text of an open segment of the path. */
    public String segment(String variable) {
        return Optional.ofNullable(variables.get(variable))
                .orElseThrow(() -> new IllegalArgumentException("the path has no {" + variable + "}"));
    }

    public Optional<String> query(String name) {
        return request.getUri().query().get(name);
    }

    public Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    /** A query parameter that spells something, when it is there. */
    public <T> Read<Optional<T>> parameter(String name, Function<String, Optional<T>> parse, String expected) {
        Optional<String> text = query(name);
        Optional<T> value = text.flatMap(parse);
        return text.isPresent() && value.isEmpty()
                ? Read.refused(Problems.of(
                        "malformed-parameter", "?" + name + " is '" + Ids.shown(text.get()) + "', not " + expected))
                : Read.fine(value);
    }

    /** A query parameter that is {@code true} or {@code false}, or present without a value, which means true. */
    public Read<Optional<Boolean>> flag(String name) {
        return parameter(
                name,
                text -> switch (text) {
                    case "true", "1", "" -> Optional.of(true);
                    case "false", "0" -> Optional.of(false);
                    default -> Optional.empty();
                },
                "true or false");
    }

    /** A query parameter that is a moment in RFC 3339. */
    public Read<Optional<Instant>> moment(String name) {
        return parameter(
                name,
                text -> {
                    try {
                        return Optional.of(OffsetDateTime.parse(text).toInstant());
                    } catch (DateTimeException other) {
                        return Optional.empty();
                    }
                },
                "a moment such as 2026-01-26T10:00:00Z");
    }

    /** How many items a list's page shall have. */
    public Read<Integer> limit(int usual, int most) {
        return parameter("limit", text -> wholeNumber(text, 1, most), "a whole number from 1 to " + most)
                .map(limit -> limit.orElse(usual));
    }

    private static Optional<Integer> wholeNumber(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    /** The header that makes a creating POST safe to repeat: 1 to 200 printable characters (promise P-14). */
    public Read<Optional<String>> idempotencyKey() {
        Optional<String> key = header(Headers.IDEMPOTENCY_KEY).map(String::strip);
        boolean fine = key.isEmpty()
                || (!key.get().isEmpty()
                        && key.get().length() <= LONGEST_KEY
                        && key.get().chars().allMatch(c -> c >= ' ' && c < 127));
        return fine
                ? Read.fine(key)
                : Read.refused(Problems.of(
                        "malformed-parameter",
                        Headers.IDEMPOTENCY_KEY + " must have 1 to " + LONGEST_KEY + " printable ASCII characters"));
    }

    /** The body as a JSON object. */
    public Read<ObjectNode> object() {
        return json().then(Call::object);
    }

    /**
     * The body as a JSON object, of a sender that may not say what it sends: cloud-init's webhook (cloudinit/reporting/handlers.py) sets no
     * Content-Type, which servers take for bytes of any kind (RFC 9110, section 8.3).
     */
    public Read<ObjectNode> objectOfAnyName() {
        return mediaType().equals("application/octet-stream") ? tree().then(Call::object) : object();
    }

    private static Read<ObjectNode> object(JsonNode node) {
        return node instanceof ObjectNode object
                ? Read.fine(object)
                : Read.refused(Problems.of("invalid-body", "the body must be a JSON object"));
    }

    /** The body as a JSON object; an empty body is one without fields. */
    public Read<ObjectNode> optionalObject() {
        return body.isEmpty() ? Read.fine(Json.mapper().createObjectNode()) : object();
    }

    /**
     * The list that the body, a JSON object, has under {@code field}, with its items as they came.
     *
     * @param most items that it may have
     */
    public Read<List<JsonNode>> items(String field, int most) {
        return object().then(body -> {
            JsonNode list = body.path(field);
            return list.isArray() && list.size() <= most
                    ? Read.fine(list.valueStream().toList())
                    : Read.refused(Problems.of(
                            "invalid-body", "/" + field + " must be a list of " + most + " items or fewer"));
        });
    }

    private Read<JsonNode> json() {
        String type = mediaType();
        boolean json = type.equals("application/json") || type.endsWith("+json") || type.equals("none/none");
        if (!json) {
            return Read.refused(Problems.of(
                    "unsupported-media-type", "the body came as " + Ids.shown(type) + "; it must be application/json"));
        }
        return tree();
    }

    private Read<JsonNode> tree() {
        try {
            JsonNode node = Json.mapper().readTree(body.toArrayUnsafe());
            return node.isMissingNode()
                    ? Read.refused(Problems.of("malformed-json", "the body is empty; line 1, column 1"))
                    : Read.fine(node);
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            int line = at == null ? 1 : at.getLineNr();
            int column = at == null ? 1 : at.getColumnNr();
            String message = malformed.getOriginalMessage().lines().findFirst().orElse("not JSON");
            return Read.refused(Problems.of("malformed-json", message + "; line " + line + ", column " + column)
                    .errors(List.of(io.pureboot.protocol.Problem.Fault.at("", "json_syntax", message)
                            .where(line, column))));
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** The body as a text of YAML (JSON is YAML too). */
    public Read<String> yaml() {
        String type = mediaType();
        if (!YAML.contains(type) && !type.equals("application/json") && !type.equals("none/none")) {
            return Read.refused(Problems.of(
                    "unsupported-media-type", "the body came as " + Ids.shown(type) + "; it must be application/yaml"));
        }
        return utf8().map(Read::fine)
                .orElseGet(() -> Read.refused(Problems.of("malformed-yaml", "the body is not UTF-8")));
    }

    /** Whether the body is YAML by its media type. */
    public boolean saysYaml() {
        return YAML.contains(mediaType());
    }

    /** The body as text, or empty when it is not UTF-8. */
    public Optional<String> utf8() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.toArrayUnsafe()))
                    .toString());
        } catch (CharacterCodingException otherwise) {
            return Optional.empty();
        }
    }

    /** The body's media type; {@code none/none} without one. */
    public String mediaType() {
        var type = request.entity().getContentType().mediaType();
        return type.mainType() + "/" + type.subType();
    }
}
