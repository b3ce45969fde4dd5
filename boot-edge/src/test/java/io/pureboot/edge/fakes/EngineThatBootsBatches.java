package io.pureboot.edge.fakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.edge.fakes.EngineOnLoopback.Asked;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.protocol.Json;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What an engine does with boots, single ones and batches: each machine is sent to its disk, with its address as the reason. */
public final class EngineThatBootsBatches {

    /** How it takes batches. */
    public enum Batches {
        ANSWERED,
        /** Its machines with an odd last digit have no answer there. */
        HALF,
        /** As an engine of an older version. */
        UNKNOWN
    }

    /** Asked alone, they are answered late. */
    private static final Set<String> SLOW = Set.of("52:54:00:00:00:00", "52:54:00:00:00:01");

    private final Batches batches;
    private final List<JsonNode> alone = new CopyOnWriteArrayList<>();
    private final List<JsonNode> together = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);

    public EngineThatBootsBatches(Batches batches) {
        this.batches = batches;
    }

    /** From now on the slow ones are answered, too. */
    public void goOn() {
        slow.countDown();
    }

    /** The single questions. */
    public List<JsonNode> alone() {
        return List.copyOf(alone);
    }

    /** The bodies of the batches. */
    public List<JsonNode> together() {
        return List.copyOf(together);
    }

    public Reply answer(Asked asked) {
        if (asked.url().startsWith("/api/v1/edges/")) {
            return Reply.json(200, "{}");
        }
        try {
            JsonNode body = Json.mapper().readTree(asked.body());
            return asked.url().equals("/api/v1/boot/batch") ? batch(body) : single(body);
        } catch (JsonProcessingException malformed) {
            return Reply.problem(400, "malformed-json");
        }
    }

    private Reply single(JsonNode question) {
        alone.add(question);
        if (SLOW.contains(question.path("mac").asText())) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this", e);
            }
        }
        return Reply.json(200, disk(question).toString());
    }

    private Reply batch(JsonNode body) {
        together.add(body);
        if (batches == Batches.UNKNOWN) {
            return Reply.problem(404, "no-such-resource");
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode results = answer.putArray("results");
        body.path("boots").forEach(question -> {
            ObjectNode result = results.addObject();
            String mac = question.path("mac").asText();
            if (batches == Batches.ANSWERED || (mac.charAt(mac.length() - 1) - '0') % 2 == 0) {
                result.set("answer", disk(question));
            }
        });
        return Reply.json(200, answer.toString());
    }

    private static ObjectNode disk(JsonNode question) {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put("action", "disk")
                .put("reason", "this is " + question.path("mac").asText());
        answer.put("node_id", "n-1").putArray("initrds");
        return answer;
    }
}
