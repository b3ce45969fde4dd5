package io.pureboot.bench.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What lives on the heap of a JVM after a full collection, as {@code jcmd PID GC.class_histogram} tells.
 *
 * @param liveBytes all objects
 * @param histogram word for word
 */
public record HeapLook(long liveBytes, String histogram) {
    public static HeapLook at(long pid) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " GC.class_histogram: " + output);
        }
        return of(output);
    }

    /** Reads the histogram: {@code num: instances bytes class}, and a last line of totals. */
    static HeapLook of(String histogram) throws IOException {
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .map(line -> List.of(line.strip().split("\\s+", -1)))
                .filter(words -> words.size() == 3)
                .map(words -> new HeapLook(Long.parseLong(words.get(2)), histogram))
                .orElseThrow(() -> new IOException("a histogram without its total: " + histogram));
    }

    /** Live objects of a class. */
    public long instances(String className) {
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length >= 4 && words[3].equals(className))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }
}
