package io.pureboot.edge.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A disk that can really be full: a small file system of its own, in memory.
 *
 * @param path where it is mounted
 */
public record SmallDisk(Path path) implements AutoCloseable {
    private static final int BLOCK = 4096;
    private static final int PATIENCE_SECONDS = 20;

    /** Mounts it at a new folder; the test is skipped where the one who runs it may not do that. */
    public static SmallDisk mount(Path folder, int megabytes) {
        SmallDisk disk = new SmallDisk(folder);
        try {
            Files.createDirectory(folder);
            assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()))
                    .as("skipped: mounting a file system is not permitted here")
                    .isTrue();
        } catch (IOException noFolder) {
            throw new AssertionError("no folder to mount at", noFolder);
        }
        return disk;
    }

    /** Takes all room that is left. */
    public void fill() throws IOException {
        byte[] zeros = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(rubbish())) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** Gives the room back that {@link #fill} took. */
    public void clear() throws IOException {
        Files.delete(rubbish());
    }

    private Path rubbish() {
        return path.resolve("rubbish");
    }

    @Override
    public void close() {
        assertThat(run("umount", path.toString())).as("unmounted").isTrue();
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + command[0], interrupted);
        }
    }
}
