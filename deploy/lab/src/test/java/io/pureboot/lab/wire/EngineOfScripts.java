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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Stands where an engine would: to the first question of a machine it answers the first script, to each later one the next, and the last for ever. */
public final class EngineOfScripts implements AutoCloseable {
    private final List<JsonNode> questions = new CopyOnWriteArrayList<>();
    private final List<String> scripts;
    private final HttpServer server;

    public EngineOfScripts(String... scripts) throws IOException {
        this.scripts = List.of(scripts);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(IsolatedNetwork.HERE)[0], 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    public String url() {
        return "http://" + IsolatedNetwork.HERE + ":" + server.getAddress().getPort();
    }

    /** What it was asked, in order. */
    public List<JsonNode> questions() {
        return List.copyOf(questions);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer = "{}".getBytes(UTF_8);
        if (exchange.getRequestURI().getPath().equals("/api/v1/boot")) {
            questions.add(Json.mapper().readTree(body));
            String script = scripts.get(Math.min(questions.size(), scripts.size()) - 1);
            answer = Json.mapper()
                    .writeValueAsBytes(Map.of(
                            "action",
                            "script",
                            "reason",
                            "the test's script " + questions.size(),
                            "node_id",
                            "n-1",
                            "initrds",
                            List.of(),
                            "script",
                            script));
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
