package io.pureboot.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of the agent as a process, against a scratch directory. */
final class AgentRun implements AutoCloseable {
    static final Path AGENT = Path.of("linux/pureboot-agent.sh").toAbsolutePath();
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Process process;
    private final Path scratch;

    private AgentRun(Process process, Path scratch) {
        this.process = process;
        this.scratch = scratch;
    }

    /** Address space in KB beyond which neither the agent nor a program that it calls gets any. */
    static final int MEMORY_KB = 64 * 1024;

    /** As {@link #start}, with at most {@link #MEMORY_KB} for each process. */
    static AgentRun startWithLittleMemory(Surroundings surroundings, Path scratch, String edgeUrl)
            throws IOException, InterruptedException {
        return start(
                surroundings,
                scratch,
                edgeUrl,
                Map.of(),
                List.of("sh", "-c", "ulimit -v " + MEMORY_KB + "; exec \"$@\"", "-"));
    }

    /** Starts it against {@code edgeUrl}; {@code more} overrides its environment (an empty value leaves the variable out). */
    static AgentRun start(Surroundings surroundings, Path scratch, String edgeUrl, Map<String, String> more)
            throws IOException, InterruptedException {
        return start(surroundings, scratch, edgeUrl, more, List.of());
    }

    private static AgentRun start(
            Surroundings surroundings, Path scratch, String edgeUrl, Map<String, String> more, List<String> before)
            throws IOException, InterruptedException {
        surroundings.assumeHere();
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", surroundings.path(scratch));
        environment.put("PUREBOOT_SERVER", edgeUrl);
        environment.put("PUREBOOT_EXECUTION", FakeEdge.EXECUTION.value());
        environment.put("PUREBOOT_TOKEN", FakeEdge.TOKEN);
        environment.put("PUREBOOT_WORK_DIR", scratch.resolve("work").toString());
        environment.put("PUREBOOT_BOOT_ID", "boot-1");
        environment.put("PUREBOOT_CMDLINE_FILE", "/dev/null");
        environment.put("PUREBOOT_REBOOT_COMMAND", "echo \"$PUREBOOT_REBOOT_REASON\" >>" + scratch.resolve("reboots"));
        environment.put("PUREBOOT_BACKOFF_MILLIS", "20");
        environment.put("PUREBOOT_BACKOFF_MAX_MILLIS", "200");
        environment.put("PUREBOOT_KILL_SECONDS", "2");
        environment.put("PUREBOOT_LOG_SECONDS", "1");
        environment.put("PUREBOOT_CONFIG_FILE", "/dev/null");
        environment.put("PUREBOOT_HTTP_CLIENT", surroundings.client());
        environment.putAll(more);
        environment.values().removeIf(String::isEmpty);
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(before.stream(), surroundings.command(AGENT).stream())
                        .toList())
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scratch.resolve("agent.log").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new AgentRun(process, scratch);
    }

    /** Its exit status. */
    int await() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the agent still runs after " + LONGEST + "; it said:\n" + log());
        }
        return process.exitValue();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String log() {
        try {
            return Files.exists(scratch.resolve("agent.log")) ? Files.readString(scratch.resolve("agent.log")) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> reboots() throws IOException {
        Path file = scratch.resolve("reboots");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
