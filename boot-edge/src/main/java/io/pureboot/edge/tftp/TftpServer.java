package io.pureboot.edge.tftp;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.tftp.TftpFiles.Offer;
import io.pureboot.edge.tftp.packet.ErrorCode;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import io.pureboot.edge.tftp.transfer.Terms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: one thread and one selector; each transfer has a socket, and so a transfer id (port), of its own.
 *
 * <p>Requests that are no TFTP at all are passed over in silence: an answer to them could be aimed at somebody else.
 */
public final class TftpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TftpServer.class);

    /** How exactly deadlines are kept, in milliseconds. */
    private static final long TICK_MILLIS = 20;

    private static final int BUFFER_BYTES = 65_536;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    /** A request is the same as another when it comes from the same socket for the same file. */
    private record Request(SocketAddress client, String file) {}

    private final TftpSettings settings;
    private final TftpFiles files;
    private final Counters counters;
    private final Selector selector;
    private final DatagramChannel door;
    private final InetSocketAddress address;
    private final Map<Request, Session> sessions = new HashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Thread thread;
    private volatile boolean open = true;

    private TftpServer(
            TftpSettings settings, TftpFiles files, Counters counters, Selector selector, DatagramChannel door)
            throws IOException {
        this.settings = settings;
        this.files = files;
        this.counters = counters;
        this.selector = selector;
        this.door = door;
        this.address = (InetSocketAddress) door.getLocalAddress();
        this.thread = Thread.ofPlatform().name("tftp").daemon().unstarted(this::run);
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when the address cannot be bound
     */
    public static TftpServer start(TftpSettings settings, TftpFiles files, Counters counters) throws IOException {
        Selector selector = Selector.open();
        DatagramChannel door = DatagramChannel.open();
        try {
            door.configureBlocking(false);
            door.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            door.bind(settings.listen());
            door.register(selector, SelectionKey.OP_READ);
            TftpServer server = new TftpServer(settings, files, counters, selector, door);
            server.thread.start();
            return server;
        } catch (IOException unbound) {
            door.close();
            selector.close();
            throw unbound;
        }
    }

    /** Where it listens, with the port that it really has. */
    public InetSocketAddress address() {
        return address;
    }

    /** Transfers under way. */
    public int running() {
        return running.get();
    }

    /** Ends at once; clients in the middle of a transfer find another server or start again. */
    @Override
    public void close() {
        open = false;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            long nextTick = System.nanoTime();
            while (open) {
                selector.select(this::ready, sessions.isEmpty() ? 0 : TICK_MILLIS);
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    nextTick = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
                    tick(now);
                }
            }
        } catch (IOException broken) {
            LOG.error("TFTP has stopped: {}", broken.toString());
        } finally {
            sessions.values().forEach(Session::close);
            closeQuietly(door);
            closeQuietly(selector);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Session session) {
            session.receive(incoming, outgoing);
            if (session.over()) {
                forget(session);
            }
        } else {
            welcome();
        }
    }

    private void tick(long now) {
        sessions.values().removeIf(session -> {
            session.tick(now, outgoing);
            return session.over();
        });
        running.set(sessions.size());
    }

    private void forget(Session session) {
        sessions.values().remove(session);
        running.set(sessions.size());
    }

    private void welcome() {
        try {
            for (incoming.clear(); ; incoming.clear()) {
                SocketAddress client = door.receive(incoming);
                if (client == null) {
                    return;
                }
                request(client, incoming.flip());
            }
        } catch (IOException unreceived) {
            LOG.warn("a TFTP request could not be received: {}", unreceived.toString());
        }
    }

    private void request(SocketAddress client, ByteBuffer datagram) {
        boolean tooLong = datagram.remaining() > PacketCodec.MAX_REQUEST_BYTES;
        switch (PacketCodec.read(datagram)) {
            case Reading.Understood(Packet.ReadRequest read) when !tooLong -> serve(client, read);
            case Reading.Understood(Packet.WriteRequest write)
            when !tooLong -> {
                counters.count(Counted.TFTP_WRITE);
                refuse(client, ErrorCode.ACCESS_VIOLATION, "nothing is written here");
            }
            case Reading.Understood other -> counters.count(Counted.TFTP_MALFORMED);
            case Reading.Refused refused -> counters.count(Counted.TFTP_MALFORMED);
        }
    }

    private void serve(SocketAddress client, Packet.ReadRequest read) {
        Request request = new Request(client, read.file());
        Session before = sessions.get(request);
        if (before != null && !before.onlyLastAckMissing()) {
            counters.count(Counted.TFTP_REPEATED_REQUESTS);
            return;
        }
        if (before != null) {
            // Its last ACK was lost: the client has the file, and asks for it a second time from the same port.
            before.close();
            forget(before);
        }
        if (sessions.size() >= settings.maxTransfers()) {
            counters.count(Counted.TFTP_BUSY);
            return;
        }
        counters.count(Counted.TFTP_REQUESTS);
        switch (files.open(read.file(), read.mode())) {
            case Offer.Opened opened -> begin(request, read, opened.content());
            case Offer.Refused refused -> {
                counters.count(
                        refused.code() == ErrorCode.FILE_NOT_FOUND ? Counted.TFTP_NOT_FOUND : Counted.TFTP_FORBIDDEN);
                LOG.debug("TFTP {} {}: {}", client, read.file(), refused.why());
                refuse(client, refused.code(), refused.why());
            }
        }
    }

    private void begin(Request request, Packet.ReadRequest read, Content content) {
        try {
            Terms terms = Terms.agree(read.options(), content.size(), settings.caps());
            DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            channel.bind(new InetSocketAddress(settings.listen().getAddress(), 0));
            // Connected: the kernel drops what comes from any other transfer id, and tells when the client has gone.
            channel.connect(request.client());
            Session session = new Session(read.file(), request.client(), channel, content, counters);
            channel.register(selector, SelectionKey.OP_READ, session);
            sessions.put(request, session);
            running.set(sessions.size());
            session.begin(terms, settings.patience(), outgoing);
            if (session.over()) {
                forget(session);
            }
        } catch (IOException unopened) {
            counters.count(Counted.TFTP_FAILED);
            LOG.warn("TFTP {} {} cannot begin: {}", request.client(), read.file(), unopened.toString());
            closeQuietly(content);
            refuse(request.client(), ErrorCode.NOT_DEFINED, "the server cannot serve this now");
        }
    }

    private void refuse(SocketAddress client, ErrorCode code, String why) {
        try {
            int sent = door.send(PacketCodec.write(Packet.Failure.of(code, why)), client);
            if (sent == 0) {
                LOG.debug("TFTP refusal to {} did not fit into the socket's buffer", client);
            }
        } catch (IOException unsent) {
            LOG.debug("TFTP refusal to {} not sent: {}", client, unsent.toString());
        }
    }

    static void closeQuietly(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException unclosed) {
            LOG.debug("not closed: {}", unclosed.toString());
        }
    }
}
