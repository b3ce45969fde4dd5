package io.pureboot.edge.files;

import java.nio.file.Path;

/** What looking for a file gave. */
public sealed interface Lookup {

    /** It is there: a regular, readable file by its real path. */
    record Found(Path file) implements Lookup {}

    /** No root has it. */
    record Missing() implements Lookup {}

    /** It may not be had: the path, or a symbolic link on it, leads out of its root. */
    record Forbidden() implements Lookup {}
}
