package io.pureboot.lab.process;

import io.pureboot.standalone.PureBoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** One server of this build in a process of its own. What it logs is added to a file in its data directory. */
public final class ServerProcess implements AutoCloseable {
    private static final int LAST_LINES = 40;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and does not wait. The data directory may be that of an earlier process.
     *
     * @param command {@code engine} or {@code edge}
     * @param heap the most heap that it may take, in MB
     * @param settings its {@code PUREBOOT_…} variables: it has no others of them
     * @param options further ones for its JVM
     */
    static ServerProcess start(
            String command, Path dataDir, int heap, Map<String, String> settings, List<String> options)
            throws IOException {
        Path log = Files.createDirectories(dataDir).resolve(command + ".log");
        ProcessBuilder builder = new ProcessBuilder(commandLine(command, heap, options))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        environment.putAll(settings);
        environment.put("PUREBOOT_DATA_DIR", dataDir.toString());
        return new ServerProcess(builder.start(), log);
    }

    private static List<String> commandLine(String command, int heap, List<String> options) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Pekko reads sun.misc.Unsafe; the option is not known before 23.
        if (Runtime.version().feature() >= 23) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        // Several of them share a machine and none of them lives long: the second compiler would never pay.
        line.addAll(List.of("-Xms64m", "-Xmx" + heap + "m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
        line.addAll(options);
        line.addAll(List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=4", "-Dfile.encoding=UTF-8"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), PureBoot.class.getName(), command));
        return line;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL, in the middle of whatever it does, and waits for its end. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM and does not wait. */
    public void askToLeave() {
        process.destroy();
    }

    /** Sends SIGSTOP: it does nothing more, and its connections stay. */
    public void pause() throws IOException {
        Signals.send(process.pid(), "STOP");
    }

    /** Sends SIGCONT: it goes on, without knowing that time has passed. */
    public void resume() throws IOException {
        Signals.send(process.pid(), "CONT");
    }

    /** Its exit status, or empty when it still lives after {@code patience}. */
    public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** The last lines of its log. */
    public String logEnd() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return "the end of " + log + ":\n" + String.join("\n", last);
        } catch (IOException unreadable) {
            return "log: " + unreadable;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
