package io.pureboot.edge.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRootsTest {

    @TempDir
    Path directory;

    @Test
    void theFirstRootThatHasTheFileGivesIt() throws IOException {
        Path one = Files.createDirectories(directory.resolve("one"));
        Path two = Files.createDirectories(directory.resolve("two"));
        Path file = Files.writeString(two.resolve("f"), "two");
        FileRoots roots = FileRoots.of(List.of(directory.resolve("absent"), one, two));
        assertThat(roots.find(path("f"))).isEqualTo(new Lookup.Found(file.toRealPath()));
        Path first = Files.writeString(one.resolve("f"), "one");
        assertThat(roots.find(path("f"))).isEqualTo(new Lookup.Found(first.toRealPath()));
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectories(directory.resolve("d"));
        assertThat(FileRoots.of(List.of(directory)).find(path("d"))).isEqualTo(new Lookup.Missing());
        assertThat(FileRoots.of(List.of(directory)).find(path("/"))).isEqualTo(new Lookup.Missing());
    }

    @Test
    void linksMayStayInsideOrEndAtANamedTarget() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path inside = Files.writeString(root.resolve("inside"), "in");
        Path named = Files.writeString(directory.resolve("named"), "named");
        Path other = Files.writeString(directory.resolve("other"), "other");
        Files.createSymbolicLink(root.resolve("to-inside"), inside);
        Files.createSymbolicLink(root.resolve("to-named"), named);
        Files.createSymbolicLink(root.resolve("to-other"), other);
        FileRoots roots = new FileRoots(List.of(root), Set.of(named.toRealPath()));
        assertThat(roots.find(path("to-inside"))).isInstanceOf(Lookup.Found.class);
        assertThat(roots.find(path("to-named"))).isInstanceOf(Lookup.Found.class);
        assertThat(roots.find(path("to-other"))).isEqualTo(new Lookup.Forbidden());
    }

    @Test
    void aPathIsCleanedOrRefused() {
        assertThat(path("\\Boot\\\\BCD").toString()).isEqualTo("Boot/BCD");
        assertThat(CleanPath.of("a/../b")).isEmpty();
        assertThat(CleanPath.of("..")).isEmpty();
        assertThat(CleanPath.of("a\nb")).isEmpty();
        assertThat(CleanPath.of("x".repeat(2000))).isEmpty();
    }

    private static CleanPath path(String text) {
        return CleanPath.of(text).orElseThrow();
    }
}
