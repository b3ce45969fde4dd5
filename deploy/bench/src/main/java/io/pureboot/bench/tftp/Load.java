package io.pureboot.bench.tftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Many clients in one thread and on one selector: it shares the processors with what it measures. */
final class Load implements AutoCloseable {

    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final long LIMIT_NANOS = 20 * PATIENCE_NANOS;
    private static final long TICK_MILLIS = 100;
    private static final int PACKET_BYTES = 65_536;

    private final Selector selector;
    private final List<Download> downloads = new ArrayList<>();
    private final ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);

    private long ended;

    private Load(Selector selector) {
        this.selector = selector;
    }

    /**
     * What came of it.
     *
     * @param nanos from the first request to the last block
     * @param failures of clients, one sentence each
     */
    record Outcome(long nanos, List<String> failures) {}

    /** Fetches {@code file} once for each of the workload's clients. */
    static Outcome run(InetSocketAddress server, String file, ByteBuffer expected, Workload workload)
            throws IOException {
        try (Load load = new Load(Selector.open())) {
            long started = System.nanoTime();
            load.ask(server, file, expected, workload);
            load.until(() -> load.downloads.stream().allMatch(Download::over));
            long nanos = System.nanoTime() - started;
            return new Outcome(nanos, load.failures());
        }
    }

    /** Something to do in the middle. */
    interface Meanwhile {
        void look() throws IOException;
    }

    /** The same, but all clients stop when each has got its first packet, and go on after {@code meanwhile}. */
    static Outcome runHeld(
            InetSocketAddress server, String file, ByteBuffer expected, Workload workload, Meanwhile meanwhile)
            throws IOException {
        try (Load load = new Load(Selector.open())) {
            long started = System.nanoTime();
            load.ask(server, file, expected, workload);
            load.downloads.forEach(Download::holdOnceStarted);
            load.until(() -> load.downloads.stream().allMatch(download -> download.started() || download.over()));
            meanwhile.look();
            load.downloads.forEach(Download::goOn);
            load.until(() -> load.downloads.stream().allMatch(Download::over));
            return new Outcome(System.nanoTime() - started, load.failures());
        }
    }

    private void ask(InetSocketAddress server, String file, ByteBuffer expected, Workload workload) throws IOException {
        for (int i = 0; i < workload.clients(); i++) {
            Download download = new Download(server, file, expected, workload.window());
            downloads.add(download);
            download.channel().register(selector, SelectionKey.OP_READ, download);
        }
    }

    private interface Condition {
        boolean holds();
    }

    /** Serves the sockets until it holds; that is looked at when a client has ended, and ten times a second. */
    private void until(Condition condition) throws IOException {
        long nextTick = System.nanoTime();
        long endedBefore = -1;
        while (ended == endedBefore || !condition.holds()) {
            endedBefore = ended;
            selector.select(this::ready, TICK_MILLIS);
            long now = System.nanoTime();
            if (now - nextTick >= 0) {
                nextTick = now + TICK_MILLIS * 1_000_000;
                endedBefore = -1;
                for (Download download : downloads) {
                    download.tick(now, PATIENCE_NANOS, LIMIT_NANOS);
                }
            }
        }
    }

    private void ready(SelectionKey key) {
        Download download = (Download) key.attachment();
        download.receive(packet);
        if (download.over()) {
            ended++;
            key.cancel();
        }
    }

    private List<String> failures() {
        return downloads.stream()
                .map(Download::failure)
                .filter(failure -> !failure.isEmpty())
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (Download download : downloads) {
            download.close();
        }
        selector.close();
    }
}
