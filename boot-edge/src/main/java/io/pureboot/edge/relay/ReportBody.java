package io.pureboot.edge.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.edge.uplink.Bytes;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** A step report's body, as far as the edge looks into it: is it a JSON object, and which event id does it bear? */
sealed interface ReportBody {

    /** It is; {@code body} bears {@code eventId} for sure. */
    record Identified(Bytes body, String eventId) implements ReportBody {}

    /** It is no JSON object; an engine would refuse it for ever. */
    record Malformed(String why) implements ReportBody {}

    /** Reads {@code body}; where it has no event id it gets the one of {@code fresh} (promise P-1 needs one). */
    static ReportBody read(Bytes body, Supplier<String> fresh) {
        try {
            JsonNode tree = Json.mapper().readTree(body.array());
            if (!(tree instanceof ObjectNode report)) {
                return new Malformed("a report is a JSON object");
            }
            Optional<String> eventId = Optional.ofNullable(report.get("event_id"))
                    .filter(node -> node.isTextual() && !node.asText().isBlank())
                    .map(JsonNode::asText);
            if (eventId.isPresent()) {
                return new Identified(body, eventId.get());
            }
            String made = fresh.get();
            String text = Json.mapper().writeValueAsString(report.put("event_id", made));
            return new Identified(Bytes.owned(text.getBytes(StandardCharsets.UTF_8)), made);
        } catch (JsonProcessingException unread) {
            return new Malformed(unread.getOriginalMessage());
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("reading bytes in memory", impossible);
        }
    }
}
