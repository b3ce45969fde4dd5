package io.pureboot.lab.outage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A machine that reports progress of one step, then that it is done, waits for its next step, and reports of that. What it says it repeats
 * under the same event id until it is taken, as agents do.
 */
final class ReportingMachine {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 200;

    private final HttpClient http;
    private final URI edge;
    private final String execution;
    private final String token;
    private final Duration pace;
    private final List<Said> said = new CopyOnWriteArrayList<>();

    /** @param token of the execution's callbacks */
    ReportingMachine(HttpClient http, URI edge, String execution, String token, Duration pace) {
        this.http = http;
        this.edge = edge;
        this.execution = execution;
        this.token = token;
        this.pace = pace;
    }

    Ledger ledger() {
        return new Ledger(execution, said);
    }

    /**
     * Works until both steps are done.
     *
     * @param installed asked before each report of the first step: whether to end it
     * @param configured the same of the second
     */
    void run(BooleanSupplier installed, BooleanSupplier configured) {
        try {
            step("install", installed);
            awaitStep("configure");
            step("configure", configured);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(String step, BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            say(step, "progress");
            rest(pace);
        }
        say(step, "success");
    }

    private void say(String step, String status) throws InterruptedException {
        int number = said.size();
        String eventId = execution + "-" + number;
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("status", status).put("attempt", 1).put("event_id", eventId).put("message", "report " + number);
        HttpRequest.Builder request = request("/step/" + step)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        int answer = 0;
        int tries = 0;
        while (tries < MOST_TRIES && !taken(answer)) {
            if (tries++ > 0) {
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            answer = status(request);
        }
        said.add(new Said(
                number,
                eventId,
                status.equals("progress"),
                answer,
                tries,
                Duration.ofNanos(System.nanoTime() - begun)));
    }

    /** Whether there is no sense in saying it again: it was taken, or refused for good. */
    private static boolean taken(int status) {
        return status != 0 && status != 408 && status != 429 && status < 500;
    }

    /** Asks for the current step until it is the wanted one, as often as the edge allows. */
    private void awaitStep(String wanted) throws InterruptedException {
        for (Current current = current(); !current.step().equals(wanted); current = current()) {
            rest(current.askAfter());
        }
    }

    /** @param step empty when nobody could say */
    private record Current(String step, Duration askAfter) {}

    private Current current() throws InterruptedException {
        try {
            HttpResponse<String> response =
                    http.send(request("/current").GET().build(), HttpResponse.BodyHandlers.ofString());
            String step = response.statusCode() == 200
                    ? Json.mapper().readTree(response.body()).path("step_id").asText()
                    : "";
            long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
            return new Current(step, Duration.ofSeconds(seconds));
        } catch (IOException silent) {
            return new Current("", LONGEST_PAUSE);
        }
    }

    /** 0 when nobody answers. */
    private int status(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException silent) {
            return 0;
        }
    }

    private HttpRequest.Builder request(String rest) {
        return HttpRequest.newBuilder(edge.resolve("/api/v1/callback/" + execution + rest))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE);
    }

    /** Half to one and a half times as long. */
    private static void rest(Duration length) throws InterruptedException {
        long millis = length.toMillis();
        TimeUnit.MILLISECONDS.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    }
}
