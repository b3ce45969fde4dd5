package io.pureboot.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What an execution waits for, as {@code GET /api/v1/executions/{id}/why} tells it, in lines for people. */
public final class WhyText {
    private WhyText() {}

    public static List<String> of(JsonNode why) {
        List<String> lines = new ArrayList<>();
        lines.add(why.path("waits_for").asText());
        lines.add("");
        if (why.has("since")) {
            lines.add(line("since", why.path("since").asText()));
        }
        String label = "next";
        for (JsonNode deadline : why.path("deadlines")) {
            lines.add(line(label, deadline(deadline)));
            label = "then";
        }
        for (JsonNode silence : why.path("heartbeat_timeouts")) {
            lines.add(line(
                    "watched",
                    of(silence, "step_id") + ": a heartbeat every "
                            + silence.path("seconds").asText() + " s at least"));
        }
        for (JsonNode callback : why.path("accepted_callbacks")) {
            lines.add(line(
                    "accepts",
                    words(callback.path("statuses")) + " at "
                            + callback.path("path").asText()));
        }
        for (JsonNode asked : why.path("asked_of_node")) {
            lines.add(line(
                    "asked",
                    "node " + asked.path("node_id").asText() + ": "
                            + asked.path("what").asText()));
        }
        for (JsonNode refused : why.path("last_refusals")) {
            lines.add(line(
                    "refused",
                    refused.path("status").asText() + " of " + of(refused, "step") + " at "
                            + refused.path("at").asText() + ": "
                            + refused.path("code").asText()));
        }
        return List.copyOf(lines);
    }

    private static String deadline(JsonNode deadline) {
        String whose = deadline.has("step") ? " of " + of(deadline, "step") : "";
        return deadline.path("cause").asText() + whose + " at "
                + deadline.path("at").asText();
    }

    private static String of(JsonNode node, String step) {
        return "step " + node.path(step).asText()
                + (node.has("attempt") ? ", attempt " + node.path("attempt").asText() : "");
    }

    private static String words(JsonNode list) {
        StringJoiner words = new StringJoiner(", ");
        list.forEach(word -> words.add(word.asText()));
        return words.toString();
    }

    private static String line(String label, String text) {
        return "%-9s %s".formatted(label, text);
    }
}
