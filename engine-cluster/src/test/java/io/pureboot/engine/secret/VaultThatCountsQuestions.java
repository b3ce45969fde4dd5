package io.pureboot.engine.secret;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A key-value store of version 2 on a real socket: gives one namespace's secrets to one token, and counts what it is asked. */
final class VaultThatCountsQuestions implements AutoCloseable {
    static final String TOKEN = "hvs.token-for-tests";
    static final String NAMESPACE = "team-a";

    final Map<String, Map<String, Object>> secrets = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();
    private final HttpServer server;
    private volatile Optional<Integer> only = Optional.empty();

    VaultThatCountsQuestions() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/kv/data/boot/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on every answer has this status; with 200 it answers again. */
    void answerOnly(int status) {
        only = Optional.of(status).filter(code -> code != 200);
    }

    private void answer(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        String name = exchange.getRequestURI().getPath().substring("/v1/kv/data/boot/".length());
        boolean mayAsk = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))
                && NAMESPACE.equals(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"));
        Optional<Map<String, Object>> found = Optional.ofNullable(secrets.get(name));
        int status = only.orElse(!mayAsk ? 403 : found.isPresent() ? 200 : 404);
        Object body = status == 200
                ? Map.of("data", Map.of("data", found.orElseThrow(), "metadata", Map.of("version", 1)))
                : Map.of("errors", java.util.List.of());
        byte[] bytes = Json.mapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
