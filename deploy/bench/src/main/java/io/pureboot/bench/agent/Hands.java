package io.pureboot.bench.agent;

import io.pureboot.bench.http.HttpAnswer;
import io.pureboot.bench.http.HttpConnection;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads, each with a connection of its own, that take pieces of work until none is left. */
public final class Hands {
    /** One piece of work, over the connection of the thread that took it. */
    @FunctionalInterface
    public interface Piece {
        /** @throws IOException when the connection broke, or an answer was not the expected one: it is counted, and the thread goes on */
        void doIt(int number, Line line) throws IOException;
    }

    /** A thread's connection: opened again when it broke. */
    public static final class Line implements Closeable {
        private final InetSocketAddress server;
        private final int hand;
        private HttpConnection connection;

        private Line(InetSocketAddress server, int hand) throws IOException {
            this.server = server;
            this.hand = hand;
            this.connection = HttpConnection.open(server);
        }

        public HttpAnswer send(byte[] request) throws IOException {
            return connection.send(request);
        }

        /** Which thread this is, from 0. */
        public int hand() {
            return hand;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }

        private void reopen() throws IOException {
            connection.close();
            connection = HttpConnection.open(server);
        }
    }

    private Hands() {}

    /**
     * Does all pieces and returns when the last one is done; connections are opened before the clock starts.
     *
     * @param servers each thread keeps to one, in turn
     * @return nanoseconds from the first request to the last answer
     */
    public static long work(List<InetSocketAddress> servers, int hands, int pieces, Mistakes mistakes, Piece piece)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch connected = new CountDownLatch(hands);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int hand = 0; hand < hands; hand++) {
            int number = hand;
            threads.add(Thread.ofPlatform().name("agent-" + hand).start(() -> {
                try (Line line = connect(servers.get(number % servers.size()), number, connected)) {
                    await(go);
                    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                        take(i, line, mistakes, piece);
                    }
                } catch (IOException away) {
                    mistakes.add("connection of agent " + number + ": " + away);
                }
            }));
        }
        connected.await();
        long start = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return System.nanoTime() - start;
    }

    private static void take(int number, Line line, Mistakes mistakes, Piece piece) {
        try {
            piece.doIt(number, line);
        } catch (WrongAnswer wrong) {
            mistakes.add(String.valueOf(wrong.getMessage()));
        } catch (IOException broken) {
            mistakes.add(broken.toString());
            try {
                line.reopen();
            } catch (IOException away) {
                mistakes.add(away.toString());
            }
        }
    }

    private static Line connect(InetSocketAddress server, int number, CountDownLatch connected) throws IOException {
        try {
            return new Line(server, number);
        } finally {
            connected.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts these threads", e);
        }
    }
}
