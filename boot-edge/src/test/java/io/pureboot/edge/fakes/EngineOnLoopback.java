package io.pureboot.edge.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server that stands where an engine would, writes down what it is asked, and answers as it is told to. */
public final class EngineOnLoopback implements AutoCloseable {

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What it was asked. */
    public record Asked(String method, String url, Map<String, String> headers, String body) {}

    /** What it answers. */
    public record Reply(int status, String contentType, String body, Map<String, String> headers) {

        public static Reply json(int status, String body) {
            return new Reply(status, "application/json", body, Map.of());
        }

        public static Reply problem(int status, String code) {
            return new Reply(status, "application/problem+json", "{\"code\":\"" + code + "\"}", Map.of());
        }
    }

    private static final String HEARTBEAT = "{\"next_seconds\":1,\"prefetch\":[]}";

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Asked> heartbeats = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Function<Asked, Optional<Reply>> behaviour;

    private EngineOnLoopback(int port, Function<Asked, Optional<Reply>> behaviour) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    public static EngineOnLoopback thatAnswers(Function<Asked, Reply> behaviour) {
        return new EngineOnLoopback(0, asked -> Optional.of(behaviour.apply(asked)));
    }

    /** One that says yes to every report. */
    public static EngineOnLoopback thatAcknowledges() {
        return thatAnswers(asked -> acknowledgement());
    }

    /** The same, at the port of one that has gone. */
    public static EngineOnLoopback thatComesBackAt(String url) {
        int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
        return new EngineOnLoopback(port, asked -> Optional.of(acknowledgement()));
    }

    /** One that takes requests and never answers. */
    public static EngineOnLoopback thatForgetsToAnswer() {
        return new EngineOnLoopback(0, asked -> Optional.empty());
    }

    /** One whose database is away. */
    public static EngineOnLoopback thatIsBusy() {
        return thatAnswers(asked -> Reply.problem(503, "storage-away"));
    }

    /** The URL of an engine that is not there: connections are refused. */
    public static String awayUrl() {
        try (EngineOnLoopback gone = thatAcknowledges()) {
            return gone.url();
        }
    }

    public static Reply acknowledgement() {
        return Reply.json(200, "{\"execution_id\":\"e\",\"duplicate\":false,\"status\":\"running\"}");
    }

    public void nowAnswers(Function<Asked, Reply> other) {
        behaviour = asked -> Optional.of(other.apply(asked));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The edge's own heartbeats, in order; they are answered as a healthy engine would, if the others are answered at all. */
    public List<Asked> heartbeats() {
        return List.copyOf(heartbeats);
    }

    /** All else that it was asked, in order. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** From now on connections are refused. */
    public void goAway() {
        server.stop(0);
    }

    @Override
    public void close() {
        goAway();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        Asked now = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        boolean heartbeat = now.url().startsWith("/api/v1/edges/");
        (heartbeat ? heartbeats : asked).add(now);
        Optional<Reply> reply =
                behaviour.apply(now).map(each -> heartbeat && each.status() < 500 ? Reply.json(200, HEARTBEAT) : each);
        if (reply.isEmpty()) {
            return;
        }
        byte[] body = reply.get().body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.get().contentType());
        reply.get().headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.get().status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
