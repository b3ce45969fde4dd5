package io.pureboot.lab.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The classes that one engine has loaded, kept in a file that later ones map instead of loading them again, as the launcher's archive does
 * (decision 0019): an engine that is started while others serve then takes less of the processors from them. Without an archive, or with
 * one that does not fit, a JVM starts as ever.
 */
public final class ClassArchive {
    private static final long KEEP_SECONDS = 60;

    private final Path file;

    /** An archive that is not there yet. */
    public ClassArchive(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The JVM options of a process that shall use it, or, as long as it is not there, of one that it can be taken from. */
    List<String> options() {
        if (!archivable()) {
            return List.of();
        }
        return Files.exists(file)
                ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr")
                : List.of("-XX:+RecordDynamicDumpInfo");
    }

    /** Whether the class path has archives only: classes in directories cannot be kept. */
    public static boolean archivable() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
    }

    /**
     * Takes it from a process that was started with {@link #options}, which does nothing else meanwhile: seconds.
     *
     * @return what went wrong, in words, or an empty text
     */
    public String keep(ServerProcess process) throws IOException, InterruptedException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Path log = file.resolveSibling(file.getFileName() + ".log");
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "VM.cds",
                        "dynamic_dump",
                        unfinished.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!dump.waitFor(KEEP_SECONDS, TimeUnit.SECONDS)) {
            dump.destroyForcibly();
        } else if (Files.exists(unfinished)) {
            Files.move(unfinished, file);
            return "";
        }
        return "the engine's classes could not be kept, see " + log;
    }
}
