package io.pureboot.edge.cache;

import io.pureboot.edge.uplink.Download;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file on its way from the engines: hashed as it comes; when it breaks off, it goes on where it was, at any engine. */
final class Fetch {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
    private static final int BUFFER_BYTES = 256 * 1024;
    /** Tries in a row that bring nothing. */
    private static final int TRIES = 4;

    private final FileHash hash;
    private final EngineUplink uplink;
    private final Shelf shelf;
    private final Duration stall;
    private final Executor threads;
    private final MessageDigest digest = Sha256.fresh();
    private long received;

    Fetch(FileHash hash, EngineUplink uplink, Shelf shelf, Duration stall, Executor threads) {
        this.hash = hash;
        this.uplink = uplink;
        this.shelf = shelf;
        this.stall = stall;
        this.threads = threads;
    }

    /** Fetches; blocks. */
    Fetched run() {
        try {
            return switch (ask()) {
                case Download.Begun begun -> fetch(begun);
                case Download.Answered(int status) when status == 404 -> new Fetched.Missing();
                case Download.Answered(int status) -> new Fetched.NotNow("an engine answers " + status);
                case Download.Away(String why) -> new Fetched.NotNow(why);
            };
        } catch (IOException | RuntimeException failed) {
            LOG.warn("{} cannot be fetched", hash, failed);
            return new Fetched.NotNow(failed.toString());
        }
    }

    private Download ask() {
        return uplink.download("/api/v1" + hash.path(), received)
                .toCompletableFuture()
                .join();
    }

    private Fetched fetch(Download.Begun first) throws IOException {
        long size = first.total();
        if (!shelf.makeRoom(size)) {
            first.body().close();
            return new Fetched.TooLarge(size, shelf.maxBytes());
        }
        boolean kept = false;
        try {
            receive(first, size);
            String got = Sha256.hex(digest);
            if (!got.equals(hash.hex())) {
                LOG.error("an engine sent a file of the hash {} for {}", got, hash);
                return new Fetched.NotNow("an engine sent another file than the one that was asked for");
            }
            Fetched here = new Fetched.Here(shelf.keep(hash, size));
            kept = true;
            return here;
        } finally {
            if (!kept) {
                shelf.giveUp(hash, size);
            }
        }
    }

    private void receive(Download.Begun first, long size) throws IOException {
        int idle = 0;
        Download next = first;
        try (OutputStream part = Files.newOutputStream(shelf.part(hash))) {
            while (true) {
                long before = received;
                if (next instanceof Download.Begun(InputStream body, long total) && total == size) {
                    copy(body, part, size);
                }
                if (received == size) {
                    return;
                }
                idle = received > before ? 0 : idle + 1;
                if (idle == TRIES) {
                    throw new IOException("it broke off after " + received + " of " + size + " bytes: " + next);
                }
                next = ask();
            }
        }
    }

    private void copy(InputStream body, OutputStream part, long size) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (body) {
            while (received < size) {
                int count = read(body, buffer);
                if (count < 0) {
                    return;
                }
                part.write(buffer, 0, count);
                digest.update(buffer, 0, count);
                received += count;
            }
        }
    }

    /** @return -1 at the end, and when the engine breaks off or says nothing for too long */
    private int read(InputStream body, byte[] buffer) {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return body.read(buffer);
                            } catch (IOException brokenOff) {
                                LOG.info("{} breaks off after {} bytes: {}", hash, received, brokenOff.toString());
                                return -1;
                            }
                        },
                        threads)
                .completeOnTimeout(-1, stall.toMillis(), TimeUnit.MILLISECONDS);
        return read.join();
    }
}
