package io.pureboot.edge.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A server whose process is stopped: the kernel takes connections and what is sent, and nothing ever comes back. */
public final class FrozenServer implements AutoCloseable {
    private static final int BACKLOG = 1000;

    private final ServerSocket socket;

    private FrozenServer(ServerSocket socket) {
        this.socket = socket;
    }

    public static FrozenServer start() {
        try {
            return new FrozenServer(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
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
