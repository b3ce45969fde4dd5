package io.pureboot.edge.loader;

import java.util.Map;
import java.util.Optional;

/**
 * One loader for each kind of firmware.
 *
 * @param files paths below the directories of loaders; a kind without one is not booted
 */
public record LoaderSet(Map<Architecture, String> files) {
    public LoaderSet {
        files = Map.copyOf(files);
    }

    public Optional<String> file(Architecture architecture) {
        return Optional.ofNullable(files.get(architecture));
    }
}
