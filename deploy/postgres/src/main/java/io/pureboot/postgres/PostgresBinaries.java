package io.pureboot.postgres;

import io.pureboot.postgres.PostgresRefusal.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The binaries of one machine type: an archive on the class path, unpacked once into a cache. */
final class PostgresBinaries {
    /** Two threads of one JVM cannot wait for each other by a file lock. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final URL archive;
    private final String platform;

    private PostgresBinaries(URL archive, String platform) {
        this.archive = archive;
        this.platform = platform;
    }

    static PostgresBinaries forThisMachine() throws PostgresRefusal {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String platform = (system.contains("mac") ? "darwin" : system.contains("linux") ? "linux" : system) + "-"
                + architecture(System.getProperty("os.arch", ""));
        URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
        if (archive == null) {
            throw new PostgresRefusal(
                    Reason.NO_BINARIES,
                    "there is no embedded PostgreSQL for " + platform
                            + " in this build; give an external one with PUREBOOT_DB_URL (--db-url)");
        }
        if (onlyMusl()) {
            throw new PostgresRefusal(
                    Reason.NO_BINARIES,
                    "the embedded PostgreSQL is built for glibc and this system (Alpine?) has musl only;"
                            + " give an external one with PUREBOOT_DB_URL (--db-url), or use a glibc system");
        }
        return new PostgresBinaries(archive, platform);
    }

    static String architecture(String javaName) {
        return switch (javaName) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> javaName;
        };
    }

    /** The folder that has {@code bin/}, {@code lib/} and {@code share/}; unpacks it when it is not there. */
    Path unpackInto(Path cache) throws IOException {
        URLConnection connection = archive.openConnection();
        // The length tells releases apart: the archive carries no version.
        Path home = cache.resolve(platform + "-" + connection.getContentLengthLong());
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(cache);
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(home)) {
                    unpackAtOnce(cache, home);
                }
            }
        }
        return home;
    }

    /** Renamed last, so that a folder that exists is whole. */
    private void unpackAtOnce(Path cache, Path home) throws IOException {
        Path unfinished = cache.resolve(home.getFileName() + ".unfinished");
        delete(unfinished);
        makeReadable(cache, unfinished);
        try (InputStream in = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unfinished);
            }
        }
        Files.move(unfinished, home);
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive names a file outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            makeReadable(root, target);
            return;
        }
        makeReadable(root, target.resolve("..").normalize());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean program = (entry.getMode() & 0100) != 0 || entry.getName().contains("bin/");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** The server may run as another user, so a strict umask must not hide its programs from it. */
    private static void makeReadable(Path root, Path folder) throws IOException {
        Path each = root;
        for (Path name : root.relativize(folder)) {
            each = each.resolve(name);
            Files.createDirectories(each);
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static boolean onlyMusl() {
        return hasLoader(Path.of("/lib"), "ld-musl-*")
                && !hasLoader(Path.of("/lib64"), "ld-linux*")
                && !hasLoader(Path.of("/lib"), "ld-linux*");
    }

    private static boolean hasLoader(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
