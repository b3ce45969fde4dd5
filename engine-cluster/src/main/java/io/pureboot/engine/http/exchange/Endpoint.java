package io.pureboot.engine.http.exchange;

import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.japi.Pair;

/**
 * One line of the table of URLs.
 *
 * @param path with {@code {name}} for a segment that varies
 * @param parameters what its query may have
 */
public record Endpoint(
        String method,
        String path,
        Access access,
        List<String> parameters,
        Body body,
        Function<Call, CompletionStage<HttpResponse>> serve) {

    public Endpoint {
        parameters = List.copyOf(parameters);
    }

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

    /**
     * Without a query.
     *
     * @param bodyLimit the largest body in bytes
     */
    public Endpoint(
            String method,
            String path,
            Access access,
            int bodyLimit,
            Function<Call, CompletionStage<HttpResponse>> serve) {
        this(method, path, access, List.of(), new Body.Whole(bodyLimit), serve);
    }

    /** The same, whose query may have these parameters too. */
    public Endpoint taking(String... names) {
        return new Endpoint(
                method,
                path,
                access,
                Stream.concat(parameters.stream(), Arrays.stream(names)).toList(),
                body,
                serve);
    }

    /**
     * The refusal of a query with other parameters than these: whoever mistypes a filter must not take all for what was looked for.
     * Machines and edges may say what an engine does not know yet, and monitors what they like.
     */
    Optional<Problem> refusal(Uri uri) {
        if (!access.ofPeople() || uri.rawQueryString().isEmpty()) {
            return Optional.empty();
        }
        return uri.query().toList().stream()
                .map(Pair::first)
                .filter(name -> !parameters.contains(name))
                .findFirst()
                .map(name -> Problems.of(
                        "unknown-parameter",
                        "?" + Ids.shown(name) + " is none of " + method + " " + path + "; there "
                                + (parameters.isEmpty() ? "is none" : "are " + String.join(", ", parameters))));
    }

    List<String> segments() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
