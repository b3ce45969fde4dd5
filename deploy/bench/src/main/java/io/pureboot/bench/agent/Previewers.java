package io.pureboot.bench.agent;

import io.pureboot.bench.http.HttpAnswer;
import io.pureboot.bench.http.HttpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Editors of templates, each with a connection of its own and always one preview asked for: the next one when an answer is there, or a second
 * later when the engine had too many of them, as its {@code Retry-After} wants it.
 */
public final class Previewers {
    private static final int OK = 200;
    private static final int BUSY = 429;
    private static final int AWAY = 503;
    private static final long AGAIN_MILLIS = 1000;

    private final List<Thread> threads = new ArrayList<>();
    private final Mistakes mistakes = new Mistakes();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean open = true;

    private Previewers() {}

    /** Connects all of them, and lets them ask at the same moment. */
    public static Previewers start(InetSocketAddress engine, int count, byte[] request) throws InterruptedException {
        Previewers all = new Previewers();
        CountDownLatch connected = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            all.threads.add(Thread.ofVirtual().start(() -> all.ask(engine, request, connected, go)));
        }
        connected.await();
        go.countDown();
        return all;
    }

    private void ask(InetSocketAddress engine, byte[] request, CountDownLatch connected, CountDownLatch go) {
        try (HttpConnection connection = connect(engine, connected)) {
            go.await();
            while (open) {
                count(connection.send(request));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            if (open) {
                mistakes.add("a preview: " + broken);
            }
        }
    }

    private static HttpConnection connect(InetSocketAddress engine, CountDownLatch connected) throws IOException {
        try {
            return HttpConnection.open(engine);
        } finally {
            connected.countDown();
        }
    }

    private void count(HttpAnswer answer) throws InterruptedException {
        switch (answer.status()) {
            case OK -> answered.incrementAndGet();
            case BUSY, AWAY -> {
                refused.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
            default -> mistakes.add("a preview answered " + answer.status() + ": " + answer.text());
        }
    }

    /** Previews that came. */
    public long answered() {
        return answered.get();
    }

    /** Previews that the engine had no room for. */
    public long refused() {
        return refused.get();
    }

    public Mistakes mistakes() {
        return mistakes;
    }

    /** Ends them; an answer that is on its way is waited for. */
    public void end() throws InterruptedException {
        open = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
