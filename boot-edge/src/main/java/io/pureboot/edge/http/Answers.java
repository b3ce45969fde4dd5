package io.pureboot.edge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;

/** Values written as HTTP responses. */
final class Answers {

    private static final ContentType PROBLEM = contentType(Problem.MEDIA_TYPE);

    private Answers() {}

    static HttpResponse text(String text) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text));
    }

    /** Whether only the head of an answer is wanted: nobody boots by that. */
    static boolean onlyHead(HttpRequest request) {
        return request.method().equals(HttpMethods.HEAD);
    }

    /** The head of a text that is made when somebody boots by it, and whose length is not known before. */
    static HttpResponse headOfText() {
        return HttpResponse.create()
                .withEntity(HttpEntities.createChunked(ContentTypes.TEXT_PLAIN_UTF8, Source.empty()));
    }

    static HttpResponse json(int status, Object value) {
        return HttpResponse.create()
                .withStatus(status(status))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(value)));
    }

    static HttpResponse problem(Problem problem) {
        return HttpResponse.create()
                .withStatus(status(problem.status()))
                .withEntity(HttpEntities.create(PROBLEM, bytes(problem)));
    }

    static HttpResponse problem(Problem problem, int retryAfterSeconds) {
        return problem(problem).addHeader(retryAfter(Integer.toString(retryAfterSeconds)));
    }

    static HttpHeader retryAfter(String value) {
        return RawHeader.create("Retry-After", value);
    }

    static StatusCode status(int status) {
        return StatusCodes.lookup(status)
                .orElseGet(() -> StatusCodes.custom(status, "Status " + status, "Status " + status));
    }

    /** {@code text} as a content type; bytes of any kind when it is none. */
    static ContentType contentType(String text) {
        try {
            return ContentTypes.parse(text);
        } catch (IllegalArgumentException unreadable) {
            return ContentTypes.APPLICATION_OCTET_STREAM;
        }
    }

    /** The value of a request's header, under any spelling of its name. */
    static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    static HttpResponse with(HttpResponse response, List<HttpHeader> headers) {
        return response.addHeaders(headers);
    }

    private static byte[] bytes(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("an answer is always JSON", unwritten);
        }
    }
}
