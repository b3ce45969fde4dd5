package io.pureboot.engine.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One bucket in memory behind a real socket, addressed by path: objects with ranges, uploads in parts, and the rules of the protocol that matter
 * here (every part but the last has 5 MiB or more, parts are put together by their tags, requests are signed).
 */
final class BucketSpeakingS3 implements AutoCloseable {
    private static final int SMALLEST_PART = 5 * 1024 * 1024;
    private static final Pattern PART =
            Pattern.compile("<PartNumber>(\\d+)</PartNumber>|<ETag>(?:&quot;|\")?([^<&\"]+)(?:&quot;|\")?</ETag>");

    private final String bucket;
    private final String accessKey;
    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Map<String, TreeMap<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failing = new AtomicInteger();

    private BucketSpeakingS3(String bucket, String accessKey) {
        this.bucket = bucket;
        this.accessKey = accessKey;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    static BucketSpeakingS3 start(String bucket, String accessKey) {
        return new BucketSpeakingS3(bucket, accessKey);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The keys of all objects. */
    List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    byte[] object(String key) {
        return Optional.ofNullable(objects.get(key)).orElseThrow();
    }

    /** How many uploads in parts are neither put together nor given up. */
    int openUploads() {
        return uploads.size();
    }

    void forgetUploads() {
        uploads.clear();
    }

    /** The next requests are answered 403. */
    void failNext(int requests) {
        failing.set(requests);
    }

    /** What was asked: method, key and query. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
            byte[] body = exchange.getRequestBody().readAllBytes();
            String authorization = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            String prefix = "/" + bucket;
            if (!path.startsWith(prefix)) {
                fault(exchange, 404, "NoSuchBucket");
                return;
            }
            String key = path.length() > prefix.length() + 1 ? path.substring(prefix.length() + 1) : "";
            asked.add(method + " " + key + (query.isEmpty() ? "" : " " + query));
            if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + accessKey + "/")
                    || failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                fault(exchange, 403, "AccessDenied");
                return;
            }
            answer(exchange, method, key, query(query), body);
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return query;
    }

    private void answer(HttpExchange exchange, String method, String key, Map<String, String> query, byte[] body)
            throws IOException {
        if (query.containsKey("uploads")) {
            String id = UUID.randomUUID().toString();
            uploads.put(id, new TreeMap<>());
            xml(
                    exchange,
                    200,
                    "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
        } else if (query.containsKey("uploadId")) {
            parts(exchange, method, key, query, body);
        } else {
            object(exchange, method, key, body);
        }
    }

    private void parts(HttpExchange exchange, String method, String key, Map<String, String> query, byte[] body)
            throws IOException {
        String id = query.getOrDefault("uploadId", "");
        TreeMap<Integer, byte[]> parts = uploads.get(id);
        if (parts == null) {
            fault(exchange, 404, "NoSuchUpload");
        } else if (method.equals("PUT")) {
            int number = Integer.parseInt(query.get("partNumber"));
            parts.put(number, body);
            exchange.getResponseHeaders().set("ETag", "\"" + tag(body) + "\"");
            exchange.sendResponseHeaders(200, -1);
        } else if (method.equals("DELETE")) {
            uploads.remove(id);
            exchange.sendResponseHeaders(204, -1);
        } else {
            join(exchange, key, id, parts, new String(body, UTF_8));
        }
    }

    private void join(HttpExchange exchange, String key, String id, NavigableMap<Integer, byte[]> parts, String wanted)
            throws IOException {
        NavigableMap<Integer, String> named = named(wanted);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Map.Entry<Integer, String> each : named.entrySet()) {
            byte[] part = parts.get(each.getKey());
            if (part == null || !tag(part).equals(each.getValue())) {
                fault(exchange, 400, "InvalidPart");
                return;
            }
            if (part.length < SMALLEST_PART && !each.getKey().equals(named.lastKey())) {
                fault(exchange, 400, "EntityTooSmall");
                return;
            }
            whole.writeBytes(part);
        }
        objects.put(key, whole.toByteArray());
        uploads.remove(id);
        xml(exchange, 200, "<CompleteMultipartUploadResult><Key>" + key + "</Key></CompleteMultipartUploadResult>");
    }

    private static NavigableMap<Integer, String> named(String xml) {
        NavigableMap<Integer, String> named = new TreeMap<>();
        for (String part : xml.split("</Part>", -1)) {
            Matcher matcher = PART.matcher(part);
            String number = "";
            String tag = "";
            while (matcher.find()) {
                number = Optional.ofNullable(matcher.group(1)).orElse(number);
                tag = Optional.ofNullable(matcher.group(2)).orElse(tag);
            }
            if (!number.isEmpty()) {
                named.put(Integer.valueOf(number), tag);
            }
        }
        return named;
    }

    private static String tag(byte[] bytes) {
        return Integer.toHexString(Arrays.hashCode(bytes));
    }

    private void object(HttpExchange exchange, String method, String key, byte[] body) throws IOException {
        if (method.equals("PUT")) {
            objects.put(key, body);
            exchange.getResponseHeaders().set("ETag", "\"" + tag(body) + "\"");
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (method.equals("DELETE")) {
            objects.remove(key);
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        byte[] bytes = key.isEmpty() ? new byte[0] : objects.get(key);
        if (bytes == null) {
            fault(exchange, 404, "NoSuchKey");
            return;
        }
        if (method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                .orElse("");
        byte[] sent = bytes;
        if (!range.isEmpty()) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            sent = Arrays.copyOfRange(bytes, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
        }
        exchange.sendResponseHeaders(range.isEmpty() ? 200 : 206, sent.length);
        exchange.getResponseBody().write(sent);
    }

    private static void fault(HttpExchange exchange, int status, String code) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            xml(exchange, status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
        }
    }

    private static void xml(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
