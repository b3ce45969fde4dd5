package io.pureboot.edge.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.uplink.Bytes;
import io.pureboot.protocol.CallbackBatch;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A callback as it lies on disk: JSON, so that a person can read it out of a broken edge.
 *
 * @param eventId by which a repetition of the same report is known; absent for kinds without one
 * @param body in Base64
 * @param keptAt when the edge took it, by its own clock; for people only
 */
record SpooledReport(
        String execution,
        String rest,
        Optional<String> query,
        Map<String, String> headers,
        Optional<String> eventId,
        String body,
        Instant keptAt) {

    SpooledReport {
        headers = Map.copyOf(headers);
    }

    static SpooledReport of(Callback callback, Optional<String> eventId, Instant now) {
        return new SpooledReport(
                callback.execution().value(),
                callback.rest(),
                callback.query(),
                callback.headers(),
                eventId,
                Base64.getEncoder().encodeToString(callback.body().array()),
                now);
    }

    Callback callback() {
        return new Callback(
                "POST",
                new ExecutionId(execution),
                rest,
                query,
                headers,
                Bytes.owned(Base64.getDecoder().decode(body)));
    }

    /** The same as a part of a batch. */
    CallbackBatch.Item item() {
        String path = "/api/v1/callback/" + execution + "/" + rest
                + query.map(text -> "?" + text).orElse("");
        return new CallbackBatch.Item(
                path,
                Optional.ofNullable(headers.get("Authorization")),
                Optional.ofNullable(headers.get("Content-Type")),
                body);
    }

    String json() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a spooled report is always JSON", unwritten);
        }
    }

    /** @throws IllegalStateException when {@code json} was not written by {@link #json()}: the store is broken. */
    static SpooledReport parse(String json) {
        try {
            return Json.mapper().readValue(json, SpooledReport.class);
        } catch (JsonProcessingException unread) {
            throw new IllegalStateException("the spool holds what no edge has written", unread);
        }
    }
}
