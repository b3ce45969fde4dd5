package io.pureboot.edge.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A list of directories, searched in order; those that are not there are passed over, so that one may appear later.
 *
 * <p>Symbolic links are followed as long as they stay below the root in which they lie, or end at one of {@code outsideTargets} (Debian's
 * {@code /usr/lib/ipxe/ipxe.efi} is a link to {@code /boot/ipxe.efi}).
 *
 * @param outsideTargets files outside of the roots that links may end at
 */
public record FileRoots(List<Path> roots, Set<Path> outsideTargets) {

    public FileRoots {
        roots = List.copyOf(roots);
        outsideTargets = Set.copyOf(outsideTargets);
    }

    public static FileRoots of(List<Path> roots) {
        return new FileRoots(roots, Set.of());
    }

    /** Looks for exactly this path. */
    public Lookup find(CleanPath path) {
        return search(path, false);
    }

    /** Looks for this path, then for one that differs in upper and lower case only. */
    public Lookup findAnyCase(CleanPath path) {
        Lookup exact = search(path, false);
        return exact instanceof Lookup.Missing ? search(path, true) : exact;
    }

    private Lookup search(CleanPath path, boolean anyCase) {
        if (path.segments().isEmpty()) {
            return new Lookup.Missing();
        }
        for (Path root : roots) {
            Lookup here = below(root, path, anyCase);
            if (!(here instanceof Lookup.Missing)) {
                return here;
            }
        }
        return new Lookup.Missing();
    }

    private Lookup below(Path root, CleanPath path, boolean anyCase) {
        try {
            Optional<Path> candidate = anyCase ? anyCaseBelow(root, path) : Optional.of(exactBelow(root, path));
            if (candidate.isEmpty() || !Files.isRegularFile(candidate.get())) {
                return new Lookup.Missing();
            }
            Path real = candidate.get().toRealPath();
            boolean inside = real.startsWith(root.toRealPath()) || outsideTargets.contains(real);
            return inside && Files.isReadable(real) ? new Lookup.Found(real) : new Lookup.Forbidden();
        } catch (IOException | InvalidPathException gone) {
            // Removed between two looks, or a name that this file system cannot have.
            return new Lookup.Missing();
        }
    }

    private static Path exactBelow(Path root, CleanPath path) {
        Path at = root;
        for (String segment : path.segments()) {
            at = at.resolve(segment);
        }
        return at;
    }

    private static Optional<Path> anyCaseBelow(Path root, CleanPath path) throws IOException {
        Path at = root;
        for (String segment : path.segments()) {
            Path exact = at.resolve(segment);
            if (Files.exists(exact)) {
                at = exact;
                continue;
            }
            Optional<Path> similar = similar(at, segment);
            if (similar.isEmpty()) {
                return Optional.empty();
            }
            at = similar.get();
        }
        return Optional.of(at);
    }

    private static Optional<Path> similar(Path directory, String name) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().equalsIgnoreCase(name))
                    .sorted()
                    .findFirst();
        }
    }

    @Override
    public String toString() {
        return roots.stream().map(Path::toString).collect(Collectors.joining(":"));
    }
}
