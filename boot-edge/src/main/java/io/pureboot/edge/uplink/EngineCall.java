package io.pureboot.edge.uplink;

import java.util.Map;
import java.util.Optional;

/**
 * One request to an engine.
 *
 * @param pathAndQuery beginning with a slash, percent-encoded
 * @param headers by name; without Content-Length and Host
 * @param ofEdge whether it bears the edge's own token (else the headers carry the agent's)
 * @param urgent whether another engine is asked as well when one takes long
 */
public record EngineCall(
        String method,
        String pathAndQuery,
        Map<String, String> headers,
        Optional<Bytes> body,
        boolean ofEdge,
        boolean urgent) {

    public EngineCall {
        headers = Map.copyOf(headers);
    }

    /** A request for which somebody waits. */
    public EngineCall(
            String method, String pathAndQuery, Map<String, String> headers, Optional<Bytes> body, boolean ofEdge) {
        this(method, pathAndQuery, headers, body, ofEdge, true);
    }

    /** A request of the edge itself, with a JSON body. */
    public static EngineCall ofEdge(String method, String pathAndQuery, String json) {
        return new EngineCall(
                method, pathAndQuery, Map.of("Content-Type", "application/json"), Optional.of(Bytes.of(json)), true);
    }

    /** A GET of the edge itself. */
    public static EngineCall ofEdge(String pathAndQuery) {
        return new EngineCall("GET", pathAndQuery, Map.of(), Optional.empty(), true);
    }

    /** The same with more headers. */
    public EngineCall with(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.putAll(more);
        return new EngineCall(method, pathAndQuery, all, body, ofEdge, urgent);
    }

    /** The same, but one engine may take its time. */
    public EngineCall patient() {
        return new EngineCall(method, pathAndQuery, headers, body, ofEdge, false);
    }
}
