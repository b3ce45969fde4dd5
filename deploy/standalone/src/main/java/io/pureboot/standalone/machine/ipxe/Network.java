package io.pureboot.standalone.machine.ipxe;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How an interpreter reaches the world. */
public interface Network {
    /**
     * The file at {@code uri}.
     *
     * @throws IOException when it cannot be had, within {@code timeout} where there is one
     */
    FetchedFile fetch(URI uri, Optional<Duration> timeout) throws IOException, InterruptedException;
}
