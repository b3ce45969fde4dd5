package io.pureboot.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images are what firmware and boot loaders look for. */
class LabImagesTest {
    @TempDir
    private Path scratch;

    @Test
    void theImagesAreBuiltFromThisHostsPackages() throws Exception {
        List<String> missing = Programs.missing(Firmware.BIOS);
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: these packages are not installed: " + missing);
        Path out = scratch.resolve("images");
        LabImages images = LabImages.build(out, scratch.resolve("scripts"));
        try (RandomAccessFile kernel =
                new RandomAccessFile(out.resolve(images.kernel()).toFile(), "r")) {
            kernel.seek(0x1fe);
            assertThat(kernel.readUnsignedShort()).isEqualTo(0x55aa);
        }
        try (InputStream initrd = new GZIPInputStream(Files.newInputStream(out.resolve(images.initrd())))) {
            assertThat(new String(initrd.readNBytes(6), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("070701");
        }
        try (InputStream disk = new GZIPInputStream(Files.newInputStream(out.resolve(images.disk())))) {
            byte[] mbr = disk.readNBytes(512);
            assertThat(mbr[510] & 0xff).isEqualTo(0x55);
            assertThat(mbr[511] & 0xff).isEqualTo(0xaa);
            assertThat(mbr[446] & 0xff).as("active").isEqualTo(0x80);
            assertThat(mbr[450] & 0xff).as("type of the partition").isEqualTo(0xef);
        }
    }
}
