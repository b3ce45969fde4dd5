package io.pureboot.bench.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What processes use, as Linux's {@code /proc} tells (proc(5)). */
public final class ProcessUse {
    /** Ticks of {@code /proc/[pid]/stat} a second: sysconf(_SC_CLK_TCK), which Linux fixes at 100 for programs. */
    private static final long TICKS_PER_SECOND = 100;

    private static final int PARENT = 3;
    private static final int USER_TIME = 13;
    private static final int CHILDREN_SYSTEM_TIME = 16;

    private ProcessUse() {}

    /** Processor time of a process, its living descendants, and all their children that have ended and been waited for. */
    public static Duration cpuOfTree(long root) throws IOException {
        List<List<String>> all = everyStat();
        long ticks = all.stream()
                .filter(stat -> descends(Long.parseLong(stat.getFirst()), root, all))
                .mapToLong(ProcessUse::ticks)
                .sum();
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** Memory: {@code VmHWM}, the most that was resident, or {@code VmRSS}, what is now; in bytes. */
    public static long memory(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("/proc/" + pid + "/status has no " + field);
    }

    private static long ticks(List<String> stat) {
        return stat.subList(USER_TIME, CHILDREN_SYSTEM_TIME + 1).stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static boolean descends(long pid, long root, List<List<String>> all) {
        long each = pid;
        while (each != root) {
            String wanted = Long.toString(each);
            long parent = all.stream()
                    .filter(stat -> stat.getFirst().equals(wanted))
                    .mapToLong(stat -> Long.parseLong(stat.get(PARENT)))
                    .findFirst()
                    .orElse(0);
            if (parent == 0) {
                return false;
            }
            each = parent;
        }
        return true;
    }

    private static List<List<String>> everyStat() throws IOException {
        List<Path> folders;
        try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
            folders = proc.filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList();
        }
        List<List<String>> stats = new ArrayList<>();
        for (Path folder : folders) {
            try {
                stats.add(fields(Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1)));
            } catch (NoSuchFileException gone) {
                // It ended between the listing and the look.
            } catch (IOException gone) {
                if (Files.exists(folder.resolve("stat"))) {
                    throw gone;
                }
            }
        }
        return stats;
    }

    /** The fields of proc_pid_stat(5) from 0; the second, the program's name, is in parentheses and may hold anything. */
    private static List<String> fields(String stat) {
        int name = stat.indexOf('(');
        int after = stat.lastIndexOf(')');
        return Stream.concat(
                        Stream.of(stat.substring(0, name).strip(), stat.substring(name, after + 1)),
                        Stream.of(stat.substring(after + 1).strip().split(" ", -1)))
                .toList();
    }
}
