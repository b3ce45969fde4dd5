package io.pureboot.edge.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that no engine will ever decide on, one JSON object a line, for people. */
public final class PutAside {
    private static final Logger LOG = LoggerFactory.getLogger(PutAside.class);

    private final Path file;

    /** @param file made when there is need of it; its directory is there */
    public PutAside(Path file) {
        this.file = file;
    }

    /** Whether it is on disk for sure. */
    synchronized boolean add(SpooledReport report) {
        ByteBuffer line = ByteBuffer.wrap((report.json() + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
            return true;
        } catch (IOException refused) {
            LOG.error("a report cannot be put aside, and stays in the spool: {}", refused.toString());
            return false;
        }
    }
}
