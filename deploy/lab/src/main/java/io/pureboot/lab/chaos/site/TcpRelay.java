package io.pureboot.lab.chaos.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A line on loopback that can be disturbed: what is sent to its port goes to another one, as long as it is let through. */
final class TcpRelay implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int BACKLOG = 256;
    private static final int CONNECT_MILLIS = 2000;
    private static final long REBIND_MILLIS = 50;

    /** What the line does. */
    enum Mode {
        PASS,
        /** Nobody listens; what was connected breaks. */
        REFUSE,
        /** Connections are taken and stay, and nothing passes; it does later, when the line passes again. */
        HANG,
        /** What was connected breaks, and so does each new connection. */
        CUT
    }

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ServerSocket listener;
    private volatile Mode mode = Mode.PASS;
    private volatile boolean open = true;

    private TcpRelay(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.port = listener.getLocalPort();
    }

    /** A line to a port of loopback, from a free one. */
    static TcpRelay to(int target) throws IOException {
        TcpRelay relay = new TcpRelay(target, listen(0));
        Thread.ofVirtual().name("relay-" + target).start(relay::accept);
        return relay;
    }

    int port() {
        return port;
    }

    void mode(Mode wanted) {
        lock.lock();
        try {
            mode = wanted;
            changed.signalAll();
            if (wanted == Mode.REFUSE) {
                close(listener);
            }
        } finally {
            lock.unlock();
        }
        if (wanted == Mode.REFUSE || wanted == Mode.CUT) {
            sockets.forEach(TcpRelay::close);
        }
    }

    @Override
    public void close() {
        open = false;
        mode(Mode.REFUSE);
    }

    private void accept() {
        while (open) {
            try {
                Socket client = listener().accept();
                if (mode == Mode.CUT || mode == Mode.REFUSE) {
                    close(client);
                } else {
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException closed) {
                awaitListening();
            }
        }
    }

    private ServerSocket listener() {
        lock.lock();
        try {
            return listener;
        } finally {
            lock.unlock();
        }
    }

    private void awaitListening() {
        lock.lock();
        try {
            while (open && mode == Mode.REFUSE) {
                changed.awaitUninterruptibly();
            }
            if (open && listener.isClosed()) {
                listener = listen(port);
            }
        } catch (IOException taken) {
            // An outgoing connection may have taken the port for a moment.
            pause();
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(REBIND_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket client) {
        sockets.add(client);
        try (Socket engine = new Socket()) {
            sockets.add(engine);
            try {
                awaitPassing();
                engine.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                engine.connect(new InetSocketAddress(loopback(), target), CONNECT_MILLIS);
                Thread back = Thread.ofVirtual().start(() -> pump(engine, client));
                pump(client, engine);
                back.join();
            } finally {
                sockets.remove(engine);
            }
        } catch (IOException broken) {
            close(client);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
            close(client);
        }
    }

    /** Bytes from one to the other until one of them ends; then both do. */
    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassing();
                out.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            close(from);
        } finally {
            close(to);
        }
    }

    private void awaitPassing() throws IOException {
        lock.lock();
        try {
            while (open && mode == Mode.HANG) {
                changed.awaitUninterruptibly();
            }
            if (mode != Mode.PASS) {
                throw new IOException("the line is " + mode);
            }
        } finally {
            lock.unlock();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port), BACKLOG);
            return socket;
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception already) {
            // It is gone either way.
            return;
        }
    }
}
