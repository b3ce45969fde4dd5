package io.pureboot.engine.storage.local;

import io.pureboot.engine.storage.NotHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The file by which an engine knows a backend's directory. Engines that were given different directories under one name, or do not have it mounted,
 * find another marker or none, and refuse rather than keep files where no other engine finds them.
 */
public final class Marker {
    private static final String NAME = ".pureboot-storage";

    private Marker() {}

    /**
     * Makes the directory this backend's, if it is nobody's: new, or empty.
     *
     * @return what stands in the marker now, its own or an earlier one's
     * @throws NotHere when it has other files and no marker
     */
    public static String claim(Path directory) throws IOException {
        Files.createDirectories(directory);
        Optional<String> before = read(directory);
        if (before.isPresent()) {
            return before.get();
        }
        if (!isEmpty(directory)) {
            throw new NotHere(directory + " has other files; name an empty directory");
        }
        Path draft = Files.createTempFile(directory, NAME, "");
        try {
            Files.writeString(draft, UUID.randomUUID() + "\n");
            // The first one to give it its name wins.
            Files.createLink(directory.resolve(NAME), draft);
        } catch (java.nio.file.FileAlreadyExistsException another) {
            // The other one's holds.
        } finally {
            Files.delete(draft);
        }
        return read(directory).orElseThrow(() -> new NotHere(directory + " changes under our hands"));
    }

    /** @throws NotHere when the directory does not have that marker */
    public static void check(Path directory, String marker) throws IOException {
        Optional<String> found = read(directory);
        if (found.isEmpty() || !found.get().equals(marker)) {
            throw new NotHere(directory + " is not the backend's directory on this engine: its marker " + NAME
                    + " says " + found.orElse("nothing") + ", not " + marker);
        }
    }

    private static Optional<String> read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            // Drafts of engines that start at the same time.
            return entries.allMatch(entry -> entry.getFileName().toString().startsWith(NAME));
        }
    }
}
