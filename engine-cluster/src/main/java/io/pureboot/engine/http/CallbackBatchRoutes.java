package io.pureboot.engine.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.FrontDoor;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.protocol.CallbackBatch;
import io.pureboot.protocol.CallbackBatchAnswer;
import io.pureboot.protocol.CallbackBatchAnswer.Result;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.stream.Materializer;

/**
 * {@code /api/v1/callbacks/batch}: what an edge has kept, many callbacks in one request. Each goes through the front door as a request of its own, so that
 * tokens, limits and refusals are those of a single callback. Executions go beside each other, the callbacks of one in their order; an
 * execution that does not answer in time holds up no other.
 */
final class CallbackBatchRoutes {
    private static final Pattern PATH = Pattern.compile("/api/v1/callback/([A-Za-z0-9._-]{1,64})/[^#]*");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int LONGEST_PROBLEM = 1000;
    private static final long STRICT_MILLIS = 5000;

    private final CompletionStage<FrontDoor> door;
    private final Materializer materializer;

    /** @param door where single callbacks come in */
    CallbackBatchRoutes(CompletionStage<FrontDoor> door, Materializer materializer) {
        this.door = door;
        this.materializer = materializer;
    }

    /** One batch under way. */
    private record Work(
            List<CallbackBatch.Item> items,
            AtomicReferenceArray<Optional<Result>> results,
            Call call,
            FrontDoor door,
            AtomicBoolean over) {}

    CompletionStage<HttpResponse> take(Call call) {
        return call.items("items", CallbackBatch.MOST_ITEMS)
                .then(CallbackBatchRoutes::batch)
                .serve(batch ->
                        door.thenCompose(open -> take(batch, call, open)).thenApply(Answers::json));
    }

    private static Read<CallbackBatch> batch(List<JsonNode> items) {
        List<CallbackBatch.Item> read = new ArrayList<>();
        try {
            for (JsonNode item : items) {
                if (!item.isObject()) {
                    return Read.refused(Problems.of("invalid-body", "an item is a JSON object"));
                }
                read.add(Json.mapper().treeToValue(item, CallbackBatch.Item.class));
            }
        } catch (JsonProcessingException faulty) {
            return Read.refused(Problems.of("invalid-body", faulty.getOriginalMessage()));
        }
        return Read.fine(new CallbackBatch(read));
    }

    private CompletionStage<CallbackBatchAnswer> take(CallbackBatch batch, Call call, FrontDoor open) {
        AtomicReferenceArray<Optional<Result>> results =
                new AtomicReferenceArray<>(batch.items().size());
        for (int i = 0; i < results.length(); i++) {
            results.set(i, Optional.empty());
        }
        Work work = new Work(batch.items(), results, call, open, new AtomicBoolean());
        List<CompletableFuture<Boolean>> chains = chains(batch).values().stream()
                .map(chain -> inOrder(work, chain, 0).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(chains.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> true)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(inTime -> {
                    work.over().set(true);
                    return answer(work, chains(batch));
                });
    }

    /** Which items belong to one execution, by their place; an item that names none stands alone. */
    private static Map<String, List<Integer>> chains(CallbackBatch batch) {
        Map<String, List<Integer>> chains = new LinkedHashMap<>();
        for (int i = 0; i < batch.items().size(); i++) {
            Matcher path = PATH.matcher(batch.items().get(i).path());
            String execution = path.matches() ? path.group(1) : "/" + i;
            chains.computeIfAbsent(execution, e -> new ArrayList<>()).add(i);
        }
        return chains;
    }

    /** True when all were answered for good; what follows one that was not is left for another time. */
    private CompletionStage<Boolean> inOrder(Work work, List<Integer> chain, int from) {
        if (from == chain.size() || work.over().get()) {
            return CompletableFuture.completedStage(from == chain.size());
        }
        int place = chain.get(from);
        return one(work, work.items().get(place)).thenCompose(result -> {
            work.results().set(place, Optional.of(result));
            return passing(result.status()) ? CompletableFuture.completedStage(false) : inOrder(work, chain, from + 1);
        });
    }

    private static boolean passing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private CompletionStage<Result> one(Work work, CallbackBatch.Item item) {
        if (!PATH.matcher(item.path()).matches()) {
            return refused(400, "the path is no callback's");
        }
        try {
            return work.door().answer(request(work.call(), item)).thenCompose(this::result);
        } catch (IllegalUriException | IllegalArgumentException malformed) {
            return refused(400, "the item is malformed: " + malformed.getMessage());
        }
    }

    private static CompletionStage<Result> refused(int status, String why) {
        return CompletableFuture.completedStage(new Result(status, Optional.of(why)));
    }

    private static HttpRequest request(Call call, CallbackBatch.Item item) {
        byte[] body = Base64.getDecoder().decode(item.body());
        HttpRequest request = HttpRequest.create(item.path())
                .withMethod(HttpMethods.POST)
                .withEntity(ContentTypes.parse(item.contentType().orElse("application/octet-stream")), body);
        for (String name : List.of(Headers.EDGE, Headers.EDGE_URL)) {
            Optional<String> value = call.header(name);
            request = value.isPresent() ? request.addHeader(RawHeader.create(name, value.get())) : request;
        }
        return item.authorization().isPresent()
                ? request.addHeader(
                        RawHeader.create("Authorization", item.authorization().get()))
                : request;
    }

    private CompletionStage<Result> result(HttpResponse response) {
        int status = response.status().intValue();
        if (status < 400) {
            response.discardEntityBytes(materializer);
            return CompletableFuture.completedStage(new Result(status, Optional.empty()));
        }
        return response.entity()
                .toStrict(STRICT_MILLIS, materializer)
                .thenApply(body -> body.getData().utf8String())
                .thenApply(text ->
                        new Result(status, Optional.of(text.substring(0, Math.min(LONGEST_PROBLEM, text.length())))));
    }

    /** Of each execution, the first that is not answered has not been so in time, and what stands behind it was not tried. */
    private static CallbackBatchAnswer answer(Work work, Map<String, List<Integer>> chains) {
        List<Result> all = new ArrayList<>();
        for (int i = 0; i < work.items().size(); i++) {
            all.add(work.results().get(i).orElse(new Result(424, Optional.empty())));
        }
        chains.values().forEach(chain -> {
            boolean stopped = false;
            for (int place : chain) {
                Result result = all.get(place);
                if (!stopped && result.status() == 424) {
                    all.set(place, new Result(503, Optional.of("not answered in time")));
                }
                stopped = stopped || result.status() == 424 || passing(result.status());
            }
        });
        return new CallbackBatchAnswer(all);
    }
}
