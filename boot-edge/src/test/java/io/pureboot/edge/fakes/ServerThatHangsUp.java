package io.pureboot.edge.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that ends each of its first connections when a request has come, as one does that is about to end; later it answers. */
public final class ServerThatHangsUp implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket;
    private final int times;
    private final AtomicInteger requests = new AtomicInteger();

    private ServerThatHangsUp(ServerSocket socket, int times) {
        this.socket = socket;
        this.times = times;
    }

    /** @param times how many connections it ends */
    public static ServerThatHangsUp start(int times) {
        try {
            ServerThatHangsUp server =
                    new ServerThatHangsUp(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), times);
            Thread.ofVirtual().start(server::serve);
            return server;
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    public int requests() {
        return requests.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                if (connection.getInputStream().read(new byte[8192]) > 0 && requests.incrementAndGet() > times) {
                    connection.getOutputStream().write(ANSWER);
                }
            } catch (IOException ended) {
                // The next one may fare better; a closed socket ends the loop.
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
