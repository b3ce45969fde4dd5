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
 * @param bodyLimit the largest body in bytes
 */
public record Endpoint(
        String method, String path, Access access, int bodyLimit, Function<Call, CompletionStage<HttpResponse>> serve) {

    List<String> segments() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
