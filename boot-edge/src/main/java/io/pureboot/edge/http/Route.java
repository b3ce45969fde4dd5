package io.pureboot.edge.http;

import io.pureboot.edge.ipxe.script.QueryText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One URL of the edge.
 *
 * @param pattern segments; <code>{name}</code> stands for one of any text, {@code **} for any number of them
 */
record Route(String method, List<String> pattern, Handler handler) {

    /** Answers a request for the URL. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<HttpResponse> answer(HttpRequest request, Match match);
    }

    /**
     * The variable parts of a path, percent-decoded.
     *
     * @param names what stood for <code>{name}</code>s, in order
     * @param tail what stood for {@code **}, joined by slashes
     */
    record Match(List<String> names, String tail) {}

    static Route get(String pattern, Handler handler) {
        return new Route("GET", segments(pattern), handler);
    }

    static Route post(String pattern, Handler handler) {
        return new Route("POST", segments(pattern), handler);
    }

    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
    }

    /** Whether it is one path and no other. */
    boolean exact() {
        return pattern.stream().noneMatch(segment -> segment.startsWith("{") || segment.equals("**"));
    }

    /** @param segments of the path, as {@link #segments} gives them */
    Optional<Match> match(List<String> segments) {
        int wild = pattern.indexOf("**");
        if (wild < 0 ? segments.size() != pattern.size() : segments.size() < pattern.size() - 1) {
            return Optional.empty();
        }
        int after = wild < 0 ? 0 : pattern.size() - wild - 1;
        int before = pattern.size() - after - (wild < 0 ? 0 : 1);
        List<String> names = new ArrayList<>();
        boolean matches = matches(pattern.subList(0, before), segments.subList(0, before), names)
                && matches(
                        pattern.subList(pattern.size() - after, pattern.size()),
                        segments.subList(segments.size() - after, segments.size()),
                        names);
        String tail = String.join("/", segments.subList(before, Math.max(before, segments.size() - after)));
        return matches ? Optional.of(new Match(names, QueryText.decode(tail))) : Optional.empty();
    }

    private static boolean matches(List<String> patterns, List<String> segments, List<String> names) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).startsWith("{")) {
                names.add(QueryText.decode(segments.get(i)));
            } else if (!patterns.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The parts between the slashes, of which the first one does not count. */
    static List<String> segments(String path) {
        List<String> segments = Arrays.asList(path.split("/", -1));
        return segments.subList(segments.getFirst().isEmpty() && segments.size() > 1 ? 1 : 0, segments.size());
    }

    @Override
    public String toString() {
        return method + " /" + String.join("/", pattern);
    }
}
