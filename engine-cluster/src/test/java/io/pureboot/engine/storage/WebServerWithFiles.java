package io.pureboot.engine.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Somebody else's web server: gives files, and knows ranges if it is told to. */
final class WebServerWithFiles implements AutoCloseable {
    private final boolean knowsRanges;
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private WebServerWithFiles(boolean knowsRanges) {
        this.knowsRanges = knowsRanges;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    static WebServerWithFiles thatKnowsRanges() {
        return new WebServerWithFiles(true);
    }

    static WebServerWithFiles thatKnowsNoRanges() {
        return new WebServerWithFiles(false);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    void put(String path, byte[] bytes) {
        files.put(path, bytes);
    }

    /** The headers of that name that have come. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .ifPresent(authorizations::add);
            byte[] bytes = files.get(exchange.getRequestURI().getPath());
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            Optional<String> range = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Range"))
                    .filter(text -> knowsRanges);
            byte[] sent = bytes;
            if (range.isPresent()) {
                String[] ends = range.get().substring("bytes=".length()).split("-", -1);
                sent = Arrays.copyOfRange(bytes, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
            }
            exchange.sendResponseHeaders(range.isPresent() ? 206 : 200, sent.length);
            exchange.getResponseBody().write(sent);
        }
    }
}
