package io.pureboot.edge.agent;

import io.pureboot.edge.files.CleanPath;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.files.Lookup;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the agents' files are: a file of a configured directory goes before one of the same path on the class path, where the agents' module
 * packs its own.
 */
public final class AgentShelf {

    private final FileRoots roots;
    private final String resourcePrefix;

    /** @param resourcePrefix such as {@code pureboot/agent/}; empty for none */
    public AgentShelf(FileRoots roots, String resourcePrefix) {
        this.roots = roots;
        this.resourcePrefix = resourcePrefix;
    }

    /** The file of a configured directory. */
    public Optional<Path> file(CleanPath path) {
        return roots.find(path) instanceof Lookup.Found found ? Optional.of(found.file()) : Optional.empty();
    }

    /** What the class path has under that path; empty when it is a directory: class loaders give those out too. */
    public Optional<byte[]> packed(CleanPath path) {
        return resourcePrefix.isEmpty() || path.segments().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(AgentShelf.class.getClassLoader().getResource(resourcePrefix + path))
                        .flatMap(AgentShelf::bytes);
    }

    /**
     * The file's bytes, from wherever it is.
     *
     * @throws IOException when a configured directory has it and it cannot be read
     */
    public Optional<byte[]> bytes(String name) throws IOException {
        CleanPath path = CleanPath.of(name).orElseThrow(() -> new IllegalArgumentException("no path: " + name));
        Optional<Path> own = file(path);
        return own.isPresent() ? Optional.of(Files.readAllBytes(own.get())) : packed(path);
    }

    private static Optional<byte[]> bytes(URL resource) {
        try {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            boolean directory = connection instanceof JarURLConnection jar
                    ? jar.getJarEntry() == null || jar.getJarEntry().isDirectory()
                    : resource.getProtocol().equals("file") && !Files.isRegularFile(Path.of(resource.toURI()));
            if (directory) {
                return Optional.empty();
            }
            try (InputStream in = connection.getInputStream()) {
                return Optional.of(in.readAllBytes());
            }
        } catch (IOException | URISyntaxException unread) {
            return Optional.empty();
        }
    }
}
