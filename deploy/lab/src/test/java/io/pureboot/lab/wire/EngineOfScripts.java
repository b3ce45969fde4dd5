package io.pureboot.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Stands where an engine would: to the first question of a machine it gives the first answer, to each later one the next, and the last for ever. */
public final class EngineOfScripts implements AutoCloseable {
    private final List<JsonNode> questions = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> answers;
    private final String address;
    private final HttpServer server;

    /** One that has each machine boot scripts. */
    public EngineOfScripts(IsolatedNetwork network, String... scripts) throws IOException {
        this(
                network,
                Stream.of(scripts)
                        .map(script -> Map.<String, Object>of("action", "script", "script", script))
                        .toList());
    }

    /** @param answers the fields of boot answers, beyond reason, node and initrds that all of them have */
    public EngineOfScripts(IsolatedNetwork network, List<Map<String, Object>> answers) throws IOException {
        this.answers = List.copyOf(answers);
        this.address = network.here();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(address)[0], 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    public String url() {
        return "http://" + address + ":" + server.getAddress().getPort();
    }

    /** What it was asked, in order. */
    public List<JsonNode> questions() {
        return List.copyOf(questions);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer = "{\"next_seconds\":60,\"prefetch\":[]}".getBytes(UTF_8);
        if (exchange.getRequestURI().getPath().equals("/api/v1/boot")) {
            questions.add(Json.mapper().readTree(body));
            Map<String, Object> fields = new TreeMap<>(
                    Map.of("reason", "the test's answer " + questions.size(), "node_id", "n-1", "initrds", List.of()));
            fields.putAll(answers.get(Math.min(questions.size(), answers.size()) - 1));
            answer = Json.mapper().writeValueAsBytes(fields);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
