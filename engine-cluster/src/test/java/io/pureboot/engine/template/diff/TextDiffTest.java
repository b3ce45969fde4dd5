package io.pureboot.engine.template.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has changed between two texts: exact hunks, and unified text that {@code patch} takes. */
class TextDiffTest {
    private static String unified(String from, String to) {
        return TextDiff.between(from, to, 3).unified("a", "b");
    }

    @Test
    void isWrittenAsDiffWritesIt() {
        assertThat(unified("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("""
                --- a
                +++ b
                @@ -2,7 +2,8 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                +9
                """);
        assertThat(unified("same\n", "same\n")).isEmpty();
        assertThat(unified("", "new\n")).isEqualTo("--- a\n+++ b\n@@ -0,0 +1 @@\n+new\n");
        assertThat(unified("old\n", "")).isEqualTo("--- a\n+++ b\n@@ -1 +0,0 @@\n-old\n");
    }

    @Test
    void aLastLineWithoutNewlineIsAnotherLine() {
        assertThat(unified("a\nb\n", "a\nb")).isEqualTo("""
                --- a
                +++ b
                @@ -1,2 +1,2 @@
                 a
                -b
                +b
                \\ No newline at end of file
                """);
        TextDiff.Line last =
                TextDiff.between("a\nb\n", "a\nb", 0).hunks().getFirst().lines().getLast();
        assertThat(last).isEqualTo(new TextDiff.Line(TextDiff.Op.ADDED, "b", false));
    }

    @Test
    void hunksCountLinesFromOne() {
        TextDiff diff = TextDiff.between("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nX\n2\n3\n4\n5\n6\n7\n8\n", 1);
        assertThat(diff.added()).isEqualTo(1);
        assertThat(diff.removed()).isEqualTo(1);
        assertThat(diff.hunks())
                .extracting(TextDiff.Hunk::from, TextDiff.Hunk::to)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(new TextDiff.Range(1, 2), new TextDiff.Range(1, 3)),
                        org.assertj.core.groups.Tuple.tuple(new TextDiff.Range(8, 2), new TextDiff.Range(9, 1)));
    }

    @Test
    @Timeout(20)
    void textsThatDifferInTooManyLinesAreComparedAsAWhole() {
        String from = "head\n" + numbered("x", 400_000) + "tail\n";
        String to = "head\n" + numbered("y", 400_000) + "tail\n";
        TextDiff diff = TextDiff.between(from, to, 3);
        assertThat(diff.coarse()).isTrue();
        assertThat(diff.added()).isEqualTo(400_000);
        assertThat(diff.removed()).isEqualTo(400_000);
        assertThat(diff.hunks()).hasSize(1);
        // Just below the limit, with nothing in common: the worst case of what is compared line by line.
        TextDiff fine = TextDiff.between(numbered("x", 4_000), numbered("y", 4_000), 3);
        assertThat(fine.coarse()).isFalse();
        assertThat(fine.added()).isEqualTo(4_000);
    }

    private static String numbered(String prefix, int lines) {
        return IntStream.range(0, lines).mapToObj(i -> prefix + i + "\n").collect(Collectors.joining());
    }

    @Test
    void patchMakesTheOneTextOfTheOther(@TempDir Path directory) throws IOException, InterruptedException {
        Assumptions.assumeThat(found("patch")).as("patch is installed").isTrue();
        Random random = new Random(4711);
        for (int round = 0; round < 60; round++) {
            String from = text(random);
            String to = changed(from, random);
            int context = round % 4;
            TextDiff diff = TextDiff.between(from, to, context);
            if (from.equals(to)) {
                assertThat(diff.hunks()).isEmpty();
                continue;
            }
            assertThat(patched(directory, from, diff.unified("a", "b")))
                    .as("round %d, context %d\n%s", round, context, diff.unified("a", "b"))
                    .isEqualTo(to);
        }
    }

    private static String patched(Path directory, String from, String unified)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("text"), from);
        Path patch = Files.writeString(directory.resolve("changes"), unified);
        Process process = new ProcessBuilder(
                        "patch", "--batch", "--fuzz=0", "--quiet", file.toString(), patch.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("output")) + "\n" + unified)
                .isZero();
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static String text(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            lines.add("line " + random.nextInt(12));
        }
        return String.join("\n", lines) + (random.nextInt(4) == 0 ? "" : "\n");
    }

    private static String changed(String text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = random.nextInt(6); i >= 0 && !lines.isEmpty(); i--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(3)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, "new " + random.nextInt(12));
                default -> lines.set(at, "other " + random.nextInt(12));
            }
        }
        return String.join("\n", lines);
    }

    private static boolean found(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
