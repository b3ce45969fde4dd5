package io.pureboot.lab.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The classes that an engine has loaded, kept in a file that later ones map instead of loading them again, as the launcher's archive does
 * (decision 0019): an engine that is started while others serve then takes less of the processors from them. Without an archive, or with
 * one that does not fit, a JVM starts as ever.
 */
public final class ClassArchive {
    private final Path file;

    /** An archive that is not there yet. */
    public ClassArchive(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The JVM options of a process that shall use it; none as long as it is not there. */
    List<String> options() {
        return Files.exists(file)
                ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr")
                : List.of();
    }

    /** The JVM options of a process that makes it when it ends in good order. */
    List<String> making() {
        return List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    /** Whether the class path has archives only: classes in directories cannot be kept. */
    public static boolean archivable() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
    }
}
