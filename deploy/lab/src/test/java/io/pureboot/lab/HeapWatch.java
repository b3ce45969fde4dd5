package io.pureboot.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks again and again how much heap an engine has in use, as its {@code /metrics} say. */
final class HeapWatch implements AutoCloseable {
    private static final Pattern USED = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"} (\\d+)");
    private static final long EVERY_MILLIS = 200;

    private final HttpClient client;
    private final URI metrics;
    private final AtomicLong most = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    HeapWatch(HttpClient client, URI engine) {
        this.client = client;
        this.metrics = engine.resolve("/metrics");
    }

    void begin() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The most bytes that were seen. */
    long most() {
        return most.get();
    }

    private void look() {
        try {
            HttpRequest request = HttpRequest.newBuilder(metrics)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            Matcher used = USED.matcher(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (used.find()) {
                most.accumulateAndGet(Long.parseLong(used.group(1)), Math::max);
            }
        } catch (IOException slow) {
            // The next look may see more.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
