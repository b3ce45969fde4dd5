package io.pureboot.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Starts a server in a JVM of its own, says so on its standard output, and waits for its standard input to end. */
public final class ServerInAnotherJvm {
    private ServerInAnotherJvm() {}

    /** Arguments: the directory, the binaries. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(
                EmbeddedPostgresConfig.in(Path.of(arguments[0])).withBinaries(Path.of(arguments[1])))) {
            System.out.println(server.jdbcUrl() + " " + server.pid() + " " + System.getProperty("user.name") + " ["
                    + server.startedBy() + "]");
            System.out.flush();
            if (System.in.read() >= 0) {
                throw new IllegalStateException("unexpected input");
            }
        } catch (PostgresRefusal refusal) {
            System.out.println("REFUSED " + refusal.reason() + " " + refusal.getMessage());
        }
    }

    static Process start(List<String> prefix, String classPath, Path directory, Path binaries) throws IOException {
        List<String> command = new java.util.ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                ServerInAnotherJvm.class.getName(),
                directory.toString(),
                binaries.toString()));
        return new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
    }

    static String firstLine(Process process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = process.getInputStream().read();
                c >= 0 && c != '\n';
                c = process.getInputStream().read()) {
            line.append((char) c);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
