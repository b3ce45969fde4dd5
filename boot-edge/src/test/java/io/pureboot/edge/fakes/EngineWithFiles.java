package io.pureboot.edge.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A server that gives files under {@code /api/v1/artifacts/sha256/}, as an engine does, breaks off where it is told to, and writes down what it is asked. */
public final class EngineWithFiles implements AutoCloseable {
    private static final String PATH = "/api/v1/artifacts/sha256/";

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private volatile List<String> prefetch = List.of();
    private volatile int breakAfter = Integer.MAX_VALUE;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private EngineWithFiles() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(PATH, this::exchange);
        server.createContext("/api/v1/edges/", this::heartbeat);
        server.start();
    }

    public static EngineWithFiles start() {
        return new EngineWithFiles();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param hash what it is asked for, be it the bytes' own or not */
    public void put(String hash, byte[] bytes) {
        files.put(hash, bytes);
    }

    /** Each answer ends after so many bytes. */
    public void breakAfter(int bytes) {
        breakAfter = bytes;
    }

    /** Named in the answers to the heartbeats that follow. */
    public void nowWantsFetched(List<String> hashes) {
        prefetch = List.copyOf(hashes);
    }

    public int heartbeats() {
        return heartbeats.get();
    }

    private void heartbeat(HttpExchange exchange) throws IOException {
        heartbeats.incrementAndGet();
        String hashes = prefetch.stream().map(hash -> '"' + hash + '"').collect(Collectors.joining(","));
        byte[] body = ("{\"next_seconds\":1,\"prefetch\":[" + hashes + "]}").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** No answer begins until the latch is open. */
    public void waitFor(CountDownLatch latch) {
        gate = latch;
    }

    /** What it was asked: the hash, and the range behind a space where there was one. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        String hash = exchange.getRequestURI().getPath().substring(PATH.length());
        Optional<String> range =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
        asked.add(hash + range.map(text -> " " + text).orElse(""));
        byte[] bytes = files.get(hash);
        try (exchange) {
            gate.await();
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from = range.map(text -> Integer.parseInt(text.replaceAll("[^0-9]", "")))
                    .orElse(0);
            exchange.sendResponseHeaders(range.isPresent() ? 206 : 200, bytes.length - from);
            OutputStream out = exchange.getResponseBody();
            out.write(Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, (long) from + breakAfter)));
            out.flush();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
