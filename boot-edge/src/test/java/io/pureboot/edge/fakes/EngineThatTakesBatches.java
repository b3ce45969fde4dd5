package io.pureboot.edge.fakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.fakes.EngineOnLoopback.Asked;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.protocol.CallbackBatch;
import io.pureboot.protocol.CallbackBatchAnswer;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What an engine does with callbacks, single ones and batches: notes each in the order in which it takes them, with the status that it is given. */
public final class EngineThatTakesBatches {

    /** One callback that was taken. */
    public record Taken(String path, String authorization, String body, int status) {}

    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger batches = new AtomicInteger();
    private volatile Function<String, Integer> statusByPath;

    /** @param statusByPath the status of each single callback */
    public EngineThatTakesBatches(Function<String, Integer> statusByPath) {
        this.statusByPath = statusByPath;
    }

    public void nowDecides(Function<String, Integer> other) {
        statusByPath = other;
    }

    /** All that it has taken, those that it refused among them. */
    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    public int batches() {
        return batches.get();
    }

    public Reply answer(Asked asked) {
        if (!asked.url().equals("/api/v1/callbacks/batch")) {
            int status = take(asked.url(), asked.headers().getOrDefault("Authorization", ""), asked.body());
            return Reply.json(status, "{}");
        }
        batches.incrementAndGet();
        try {
            CallbackBatch batch = Json.mapper().readValue(asked.body(), CallbackBatch.class);
            List<CallbackBatchAnswer.Result> results = new ArrayList<>();
            List<String> stopped = new ArrayList<>();
            for (CallbackBatch.Item item : batch.items()) {
                String execution = item.path().split("/", -1)[4];
                int status = stopped.contains(execution) ? 424 : take(item);
                if (status >= 500) {
                    stopped.add(execution);
                }
                results.add(new CallbackBatchAnswer.Result(status, Optional.empty()));
            }
            return Reply.json(200, Json.mapper().writeValueAsString(new CallbackBatchAnswer(results)));
        } catch (JsonProcessingException malformed) {
            return new Reply(400, "text/plain", String.valueOf(malformed.getMessage()), Map.of());
        }
    }

    private int take(CallbackBatch.Item item) {
        String body = new String(Base64.getDecoder().decode(item.body()), StandardCharsets.UTF_8);
        return take(item.path(), item.authorization().orElse(""), body);
    }

    private synchronized int take(String path, String authorization, String body) {
        int status = statusByPath.apply(path);
        taken.add(new Taken(path, authorization, body, status));
        return status;
    }
}
