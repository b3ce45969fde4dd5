package io.pureboot.edge.ipxe;

import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.MacAddress;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each machine was last told to boot, as far as it was its disk. Kept in a small store that is written behind, within a second: what a
 * crash loses is only knowledge that makes the edge more cautious.
 */
public final class LastBoots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LastBoots.class);

    private final MVStore store;
    private final MVMap<String, Boolean> fromDisk;

    private LastBoots(MVStore store) {
        this.store = store;
        this.fromDisk = store.openMap("from-disk");
    }

    /**
     * Opens or makes the store at {@code file}, whose directory is there.
     *
     * @throws MVStoreException when another process has it open, or it cannot be read
     */
    public static LastBoots open(Path file) {
        return new LastBoots(
                new MVStore.Builder().fileName(file.toString()).cacheSize(1).open());
    }

    /** Remembers what an engine has decided. */
    public void remember(MacAddress mac, BootAction action) {
        try {
            if (action != BootAction.DISK) {
                fromDisk.remove(mac.value());
            } else if (!fromDisk.containsKey(mac.value())) {
                fromDisk.put(mac.value(), true);
            }
        } catch (MVStoreException unwritten) {
            LOG.warn("what {} boots cannot be remembered: {}", mac, unwritten.getMessage());
        }
    }

    /** Whether the machine booted from its disk when an engine was last asked. */
    public boolean fromDisk(MacAddress mac) {
        try {
            return fromDisk.containsKey(mac.value());
        } catch (MVStoreException unread) {
            LOG.warn("what {} boots cannot be looked up: {}", mac, unread.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
