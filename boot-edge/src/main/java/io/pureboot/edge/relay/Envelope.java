package io.pureboot.edge.relay;

import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.protocol.Headers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the edge adds to a callback: who it is and how machines reach it.
 *
 * @param edgeId sent as {@link Headers#EDGE}
 * @param edgeUrl sent as {@link Headers#EDGE_URL}
 */
public record Envelope(String edgeId, String edgeUrl) {

    /** Of requests that are no single callback. */
    Map<String, String> headers() {
        return Map.of(Headers.EDGE, edgeId, Headers.EDGE_URL, edgeUrl);
    }

    EngineCall of(Callback callback) {
        Map<String, String> headers = new HashMap<>(callback.headers());
        headers.putAll(headers());
        boolean bodiless = callback.method().equals("GET");
        return new EngineCall(
                callback.method(),
                callback.pathAndQuery(),
                headers,
                bodiless ? Optional.empty() : Optional.of(callback.body()),
                false);
    }
}
