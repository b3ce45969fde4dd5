package io.pureboot.engine.http.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One line of the table of URLs.
 *
 * @param path with {@code {name}} for a segment that varies
 */
public record Endpoint(
        String method, String path, Access access, Body body, Function<Call, CompletionStage<HttpResponse>> serve) {

    /** How a request's body is read. */
    public sealed interface Body {
        /**
         * All of it before it is served.
         *
         * @param limit the largest one in bytes
         */
        record Whole(int limit) implements Body {}

        /** By whoever serves it, as it comes, however long it is and takes: the call's own body is empty. */
        record Streamed() implements Body {}
    }

    /** @param bodyLimit the largest body in bytes */
    public Endpoint(
            String method,
            String path,
            Access access,
            int bodyLimit,
            Function<Call, CompletionStage<HttpResponse>> serve) {
        this(method, path, access, new Body.Whole(bodyLimit), serve);
    }

    List<String> segments() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
