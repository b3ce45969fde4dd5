package io.pureboot.edge.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Files as an initramfs: a gzipped cpio archive in the format that the kernel reads, "newc" (Documentation/driver-api/early-userspace/
 * buffer-format.rst). Everything belongs to root; no time, no name of this machine is in it: the same files give the same bytes.
 */
final class OverlayArchive {

    private static final int DIRECTORY_MODE = 0755;
    private static final int BEST_COMPRESSION = 9;

    private OverlayArchive() {}

    /** Their directories are made too, as the kernel makes none by itself. */
    static byte[] of(List<OverlayEntry> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(BEST_COMPRESSION);
        try (OutputStream gzip = new GzipCompressorOutputStream(bytes, parameters);
                CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(
                        gzip, CpioConstants.FORMAT_NEW, CpioConstants.BLOCK_SIZE, StandardCharsets.UTF_8.name())) {
            int inode = 0;
            for (String directory : directories(files)) {
                inode++;
                put(cpio, entry(directory, CpioConstants.C_ISDIR | DIRECTORY_MODE, 2, inode), new byte[0]);
            }
            for (OverlayEntry file : sorted(files)) {
                inode++;
                put(cpio, entry(file.path(), CpioConstants.C_ISREG | file.mode(), 1, inode), file.content());
            }
        }
        return bytes.toByteArray();
    }

    private static Set<String> directories(List<OverlayEntry> files) {
        Set<String> directories = new TreeSet<>();
        for (OverlayEntry file : files) {
            for (int slash = file.path().indexOf('/');
                    slash > 0;
                    slash = file.path().indexOf('/', slash + 1)) {
                directories.add(file.path().substring(0, slash));
            }
        }
        return directories;
    }

    private static List<OverlayEntry> sorted(List<OverlayEntry> files) {
        return files.stream().sorted(Comparator.comparing(OverlayEntry::path)).toList();
    }

    private static CpioArchiveEntry entry(String path, long mode, long links, long inode) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path);
        entry.setMode(mode);
        entry.setNumberOfLinks(links);
        entry.setInode(inode);
        entry.setTime(0);
        return entry;
    }

    private static void put(CpioArchiveOutputStream cpio, CpioArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        cpio.putArchiveEntry(entry);
        cpio.write(content);
        cpio.closeArchiveEntry();
    }
}
