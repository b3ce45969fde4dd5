package io.pureboot.engine.http.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Builds responses. */
public final class Answers {
    private static final ContentType PROBLEM = ContentTypes.create(
            MediaTypes.customWithFixedCharset("application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));
    /** Seconds that a client is asked to wait for an engine that cannot answer just now. */
    private static final String RETRY_AFTER = "2";

    private Answers() {}

    /** 200 with a body of JSON. */
    public static HttpResponse json(Object body) {
        return json(200, body);
    }

    public static HttpResponse json(int status, Object body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
    }

    /** 201, or 200 when the same request had been taken before, with the place of the resource. */
    public static HttpResponse created(String location, boolean duplicate, Object body) {
        return json(duplicate ? 200 : 201, body).addHeader(RawHeader.create("Location", location));
    }

    /** 204. */
    public static HttpResponse nothing() {
        return HttpResponse.create().withStatus(204);
    }

    /** 200 with a text of a media type such as {@code text/x-shellscript}. */
    public static HttpResponse text(String mediaType, String body) {
        return HttpResponse.create()
                .withEntity(
                        HttpEntities.create(text(mediaType), body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static ContentType text(String mediaType) {
        int slash = mediaType.indexOf('/');
        return ContentTypes.create(
                MediaTypes.customWithOpenCharset(
                        mediaType.substring(0, slash), mediaType.substring(slash + 1), Map.of(), false),
                HttpCharsets.UTF_8);
    }

    public static HttpResponse withETag(HttpResponse response, String hash) {
        return response.addHeader(RawHeader.create("ETag", "\"" + hash + "\""));
    }

    /** A list's page: {@code {"items": […], "next_cursor": …}}; the cursor is null at the end. */
    public static HttpResponse page(List<?> items, Optional<String> nextCursor) {
        ObjectNode page = Json.mapper().createObjectNode();
        page.set("items", Json.mapper().valueToTree(items));
        page.put("next_cursor", nextCursor.orElse(null));
        return json(page);
    }

    public static HttpResponse problem(Problem problem) {
        HttpResponse response = HttpResponse.create()
                .withStatus(problem.status())
                .withEntity(HttpEntities.create(PROBLEM, bytes(problem)));
        return switch (problem.status()) {
            case 401 -> response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"pureboot\""));
            case 429, 503 -> response.addHeader(RawHeader.create("Retry-After", RETRY_AFTER));
            default -> response;
        };
    }

    /** A problem that says a number more, as a member of its own. */
    public static HttpResponse problem(Problem problem, String member, long value) {
        ObjectNode body = Json.mapper().valueToTree(problem);
        return HttpResponse.create()
                .withStatus(problem.status())
                .withEntity(HttpEntities.create(PROBLEM, bytes(body.put(member, value))));
    }

    /** A problem that says more, as members of its own. */
    public static HttpResponse problem(Problem problem, ObjectNode members) {
        ObjectNode body = Json.mapper().valueToTree(problem);
        body.setAll(members);
        return HttpResponse.create().withStatus(problem.status()).withEntity(HttpEntities.create(PROBLEM, bytes(body)));
    }

    /** 200 with a text that is sent as it comes. */
    public static HttpResponse stream(String mediaType, Source<ByteString, NotUsed> pieces) {
        return HttpResponse.create().withEntity(HttpEntities.create(text(mediaType), pieces));
    }

    private static byte[] bytes(Object body) {
        try {
            return Json.mapper().writeValueAsBytes(body);
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
