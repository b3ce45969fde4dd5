package io.pureboot.standalone.machine.ipxe;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network that has some files and remembers what it was asked for. */
final class FilesInMemory implements Network {
    private final Map<String, List<String>> files = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    /** Serves {@code contents} one after the other, the last one for ever. */
    FilesInMemory with(String url, String... contents) {
        files.put(url, new ArrayList<>(List.of(contents)));
        return this;
    }

    @Override
    public FetchedFile fetch(URI uri, Optional<Duration> timeout) throws IOException {
        asked.add(uri.toString());
        List<String> contents = files.getOrDefault(uri.toString(), List.of());
        if (contents.isEmpty()) {
            throw new IOException("HTTP 404");
        }
        String content = contents.size() > 1 ? contents.removeFirst() : contents.getFirst();
        return new FetchedFile(
                uri, content.length(), "sha", content.startsWith("#!ipxe") ? Optional.of(content) : Optional.empty());
    }
}
