package io.pureboot.standalone.machine.ipxe;

import java.net.URI;
import java.util.Optional;

/**
 * A file that was fetched whole. Of large ones only what identifies them is kept.
 *
 * @param length its length in bytes
 * @param sha256 the SHA-256 of its bytes, in hex
 * @param script its text, when it is an iPXE script
 */
public record FetchedFile(URI uri, long length, String sha256, Optional<String> script) {
    /** The last part of its path. */
    public String name() {
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
