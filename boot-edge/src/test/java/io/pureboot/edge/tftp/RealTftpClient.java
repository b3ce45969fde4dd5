package io.pureboot.edge.tftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client that people have. How it is called; HOST, PORT, FILE and INTO are filled in. */
record RealTftpClient(String name, String debianPackage, List<String> command) {

    static final List<RealTftpClient> ALL = List.of(
            new RealTftpClient("curl", "curl", words("curl -s -S -o INTO tftp://HOST:PORT/FILE")),
            new RealTftpClient(
                    "curl with large blocks",
                    "curl",
                    words("curl -s -S --tftp-blksize 1468 -o INTO tftp://HOST:PORT/FILE")),
            new RealTftpClient(
                    "curl without options",
                    "curl",
                    words("curl -s -S --tftp-no-options -o INTO tftp://HOST:PORT/FILE")),
            new RealTftpClient("tftp-hpa", "tftp-hpa", words("tftp -m binary HOST PORT -c get FILE INTO")),
            new RealTftpClient("atftp", "atftp", words("atftp -g -r FILE -l INTO HOST PORT")),
            new RealTftpClient(
                    "atftp with a window",
                    "atftp",
                    List.of(
                            "atftp",
                            "--option",
                            "blksize 1428",
                            "--option",
                            "windowsize 8",
                            "-g",
                            "-r",
                            "FILE",
                            "-l",
                            "INTO",
                            "HOST",
                            "PORT")),
            new RealTftpClient(
                    "atftp with all options",
                    "atftp",
                    List.of(
                            "atftp",
                            "--option",
                            "tsize enable",
                            "--option",
                            "timeout 2",
                            "--option",
                            "blksize 1428",
                            "-g",
                            "-r",
                            "FILE",
                            "-l",
                            "INTO",
                            "HOST",
                            "PORT")),
            new RealTftpClient("busybox", "busybox", words("busybox tftp -g -r FILE -l INTO HOST PORT")),
            new RealTftpClient(
                    "busybox with large blocks",
                    "busybox",
                    words("busybox tftp -b 1400 -g -r FILE -l INTO HOST PORT")));

    /**
     * How a call went.
     *
     * @param ended in time
     * @param status the process's
     * @param output the command and all that it has printed
     */
    record Run(boolean ended, int status, String output) {}

    String program() {
        return command.getFirst();
    }

    boolean installed() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program())));
    }

    Run fetch(InetSocketAddress server, String file, Path into, Duration patience)
            throws IOException, InterruptedException {
        List<String> words = command.stream()
                .map(word -> word.replace("HOST", "127.0.0.1")
                        .replace("PORT", Integer.toString(server.getPort()))
                        .replace("FILE", file)
                        .replace("INTO", into.toString()))
                .toList();
        Path log = into.resolveSibling(into.getFileName() + ".log");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return new Run(ended, process.exitValue(), String.join(" ", words) + "\n" + Files.readString(log));
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }
}
