package io.pureboot.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.bench.http.HttpRequest;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The timed part of the standard job: agents ask for the current step of their execution and report its success, step after step, and
 * take the next execution when one is over.
 *
 * @param nanos from the first request to the last answer
 * @param transitions steps whose success was taken
 * @param callbacks latencies of the reports
 * @param currents latencies of the questions before them
 */
public record AgentsWork(long nanos, long transitions, Latencies callbacks, Latencies currents, Mistakes mistakes) {
    /** Steps of an execution. */
    public static final int STEPS = 5;

    /** The ids of these steps, in order, from 1. */
    public static String step(int number) {
        return "step-" + number;
    }

    /** Drives all executions to their end. */
    public static AgentsWork drive(List<InetSocketAddress> servers, int agents, List<Ticket> tickets)
            throws InterruptedException {
        List<Latencies> callbacks = fresh(agents);
        List<Latencies> currents = fresh(agents);
        Mistakes mistakes = new Mistakes();
        long nanos = Hands.work(servers, agents, tickets.size(), mistakes, (number, line) -> {
            for (int step = 1; step <= STEPS; step++) {
                one(line, tickets.get(number), step, callbacks.get(line.hand()), currents.get(line.hand()));
            }
        });
        Latencies all = Latencies.of(callbacks);
        return new AgentsWork(nanos, all.count(), all, Latencies.of(currents), mistakes);
    }

    private static List<Latencies> fresh(int agents) {
        return Stream.generate(Latencies::new).limit(agents).toList();
    }

    private static void one(Hands.Line line, Ticket ticket, int step, Latencies callbacks, Latencies currents)
            throws IOException {
        String path = "/api/v1/callback/" + ticket.id();
        long asked = System.nanoTime();
        JsonNode current =
                Answers.json("GET current", line.send(HttpRequest.get(path + "/current", ticket.token())), 200);
        currents.add(System.nanoTime() - asked);
        Answers.expect("GET current", current, "step_id", step(step));
        Answers.expect("GET current", current, "attempt", "1");
        byte[] report = HttpRequest.post(
                path + "/step/" + current.path("step_id").asText(),
                ticket.token(),
                "application/json",
                report(current.path("attempt").asInt()));
        long reported = System.nanoTime();
        JsonNode taken = Answers.json("POST step", line.send(report), 200);
        long answered = System.nanoTime() - reported;
        Answers.expect("POST step", taken, "duplicate", "false");
        Answers.expect("POST step", taken, "status", step == STEPS ? "completed" : "running");
        Answers.expect("POST step", taken, "current_step_id", step == STEPS ? "" : step(step + 1));
        callbacks.add(answered);
    }

    /** As the agent's script writes it; event ids are UUIDs there too. */
    private static String report(int attempt) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Json.mapper()
                .createObjectNode()
                .put("status", "success")
                .put("attempt", attempt)
                .put("event_id", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("exit_code", 0)
                .toString();
    }
}
