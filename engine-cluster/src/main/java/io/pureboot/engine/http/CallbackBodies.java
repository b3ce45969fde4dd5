package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.secret.Mask;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads what machines send. Fields that nobody knows are ignored, and texts are cut and cleaned instead of refused: what an agent
 * has to say about its step must not get lost over its form.
 */
final class CallbackBodies {
    static final int LONGEST_ID = 200;
    static final int LONGEST_MESSAGE = 2000;
    private static final String LOGS = "logs";
    private static final int MOST_FACTS = 50;
    private static final int LONGEST_FACT = 1000;
    /** What cloud-init writes for a value that it has not. */
    private static final String NOT_AVAILABLE = "N/A";

    private CallbackBodies() {}

    /** Masked before it is cut, so that no half of a secret is left; only the logs are not, as their table masks them by itself. */
    static Read<StepReport> report(ObjectNode body, Mask mask) {
        Fields fields = new Fields(cleaned(body, mask));
        fields.demand("status");
        Optional<ReportStatus> status =
                fields.parsed("status", ReportStatus::parse, "unknown_status", "progress, success or failed");
        Optional<Integer> exitCode = fields.integer("exit_code", Integer.MIN_VALUE, Integer.MAX_VALUE);
        Optional<Integer> attempt = fields.integer("attempt", 1, Integer.MAX_VALUE);
        Optional<String> eventId = fields.text("event_id", LONGEST_ID);
        Optional<String> bootId = fields.text("boot_id", LONGEST_ID);
        Optional<Integer> percent = fields.integer("percent", 0, 100);
        Optional<JsonNode> output = fields.any("output");
        Optional<Boolean> retryable = fields.flag("retryable");
        Optional<String> message = fields.text("message", Integer.MAX_VALUE).map(text -> start(text, LONGEST_MESSAGE));
        Optional<String> logs = fields.text(LOGS, Integer.MAX_VALUE);
        Optional<String> subTask = fields.text("sub_task", Integer.MAX_VALUE).map(text -> start(text, LONGEST_MESSAGE));
        return fields.lenient(() -> new StepReport(
                status.orElseThrow(),
                message,
                exitCode,
                logs,
                attempt,
                eventId,
                bootId,
                subTask,
                percent,
                output,
                retryable));
    }

    static Read<Heartbeat> heartbeat(ObjectNode body, Mask mask) {
        Fields fields = new Fields(cleaned(body, mask));
        Optional<StepId> step = fields.parsed("step_id", StepId::parse, "malformed_id", "a step's id");
        Optional<Integer> attempt = fields.integer("attempt", 1, Integer.MAX_VALUE);
        Optional<String> bootId = fields.text("boot_id", LONGEST_ID);
        return fields.lenient(() -> new Heartbeat(step, attempt, bootId));
    }

    /** What an installed system says of itself; a body of any other kind says nothing. */
    static Read<ObjectNode> facts(Call call, Mask mask) {
        ObjectNode facts = Json.mapper().createObjectNode();
        String type = call.request().entity().getContentType().mediaType().subType();
        if (call.body().isEmpty()) {
            return Read.fine(facts);
        }
        if (type.equals("json")) {
            return call.object().map(body -> cleaned(body, mask));
        }
        String text = call.utf8().orElse("");
        for (String pair : text.split("&", MOST_FACTS)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    String name = mask.text(decoded(pair.substring(0, equals)));
                    String value = mask.text(decoded(pair.substring(equals + 1)));
                    if (!value.equals(NOT_AVAILABLE)) {
                        facts.put(start(name, LONGEST_ID), start(value, LONGEST_FACT));
                    }
                } catch (IllegalArgumentException malformed) {
                    return Read.refused(
                            Problems.of("invalid-body", "the form is not URL-encoded: " + malformed.getMessage()));
                }
            }
        }
        return Read.fine(facts);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Without NUL characters, which PostgreSQL's texts cannot hold: a script's output may have some. And without secrets. */
    static ObjectNode cleaned(ObjectNode body, Mask mask) {
        ObjectNode clean = Json.mapper().createObjectNode();
        body.properties().forEach(field -> {
            JsonNode value = field.getValue().isTextual()
                    ? clean.textNode(field.getValue().textValue().replace("\0", ""))
                    : field.getValue();
            clean.set(mask.text(field.getKey()), masked(field.getKey(), value, mask));
        });
        return clean;
    }

    /** Numbers at the top are what they say: exit codes, attempts. */
    private static JsonNode masked(String field, JsonNode value, Mask mask) {
        return field.equals(LOGS) || value.isNumber() ? value : mask.json(value);
    }

    static String start(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }
}
