package io.pureboot.postgres;

import io.pureboot.postgres.PostgresRefusal.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One running PostgreSQL server, a child of this process: durable (fsync, data checksums), reachable on 127.0.0.1 only, with a
 * random password. Its data stays when it is closed. When this process is killed the server lives on; the next start in the same
 * directory finds it by its {@code postmaster.pid} and stops it first.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The database superuser that {@code initdb} makes. */
    private static final String USER = "pureboot";

    private static final long LARGE_LOG_BYTES = 10_000_000;

    private final EmbeddedPostgresConfig config;
    private final DirectoryLock lock;
    private final Process process;
    private final int port;
    private final String password;
    private final ServerUser runsAs;

    private EmbeddedPostgres(
            EmbeddedPostgresConfig config,
            DirectoryLock lock,
            Process process,
            int port,
            String password,
            ServerUser runsAs) {
        this.config = config;
        this.lock = lock;
        this.process = process;
        this.port = port;
        this.password = password;
        this.runsAs = runsAs;
    }

    /**
     * Starts the server, makes its data directory first when there is none, and returns when it answers.
     *
     * @throws PostgresRefusal when it cannot run here; the message says what to do
     */
    public static EmbeddedPostgres start(EmbeddedPostgresConfig config) throws IOException {
        PostgresBinaries binaries = PostgresBinaries.forThisMachine();
        DirectoryLock lock = DirectoryLock.of(config.directory());
        try {
            Path home = binaries.unpackInto(config.binaries());
            ServerUser user = ServerUser.choose(config, home.resolve("bin/postgres"));
            Postmaster.stopOrphan(config.data());
            String password = password(config.directory());
            if (!Files.exists(config.data())) {
                makeData(config, home, user, password);
            }
            return startAndWait(config, home, user, password, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The URL of the database {@code postgres}, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** The server's process id, for tests that kill it. */
    public long pid() throws IOException {
        return Postmaster.of(config.data()).map(ProcessHandle::pid).orElse(process.pid());
    }

    /** By which way the server got its user, such as {@code setpriv} or {@code unshare}; for diagnosis. */
    String startedBy() {
        return String.join(" ", runsAs.prefix());
    }

    /** Stops the server: sessions are ended, everything is written, the data stays. Repeatable. */
    @Override
    public void close() throws IOException {
        try {
            // INT is "fast"; Process.destroy would send TERM, "smart", and wait for every client to leave.
            stopWith("INT", Duration.ofSeconds(30));
            stopWith("QUIT", Duration.ofSeconds(10));
            if (process.isAlive()) {
                process.destroyForcibly();
            }
        } finally {
            lock.close();
        }
    }

    private void stopWith(String signal, Duration patience) throws IOException {
        if (!process.isAlive()) {
            return;
        }
        Postmaster.signal(pid(), signal);
        try {
            process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was stopping", e);
        }
    }

    private static String password(Path directory) throws IOException {
        Path file = directory.resolve("pg.password");
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            writeSecret(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret, StandardCharsets.US_ASCII);
    }

    /** {@code initdb} into a folder beside the final one: a first start that is killed leaves no half-made data. */
    private static void makeData(EmbeddedPostgresConfig config, Path home, ServerUser user, String password)
            throws IOException {
        Path unfinished = config.directory().resolve("pgdata.unfinished");
        Path passwordFile = config.directory().resolve("pg.password.once");
        PostgresBinaries.delete(unfinished);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.own(unfinished);
        writeSecret(passwordFile, password);
        user.own(passwordFile);
        try {
            run(
                    user.command(
                            home.resolve("bin/initdb").toString(),
                            "--pgdata=" + unfinished,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            "--no-instructions"),
                    home);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(unfinished, config.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(List<String> command, Path folder) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new PostgresRefusal(
                        Reason.FAILED,
                        "PostgreSQL's initdb failed:\n" + output.strip() + "\n" + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while initdb ran", e);
        }
    }

    private static EmbeddedPostgres startAndWait(
            EmbeddedPostgresConfig config, Path home, ServerUser user, String password, DirectoryLock lock)
            throws IOException {
        keepLogSmall(config.log());
        for (int attempt = 1; ; attempt++) {
            int port = config.port() == 0 ? freePort() : config.port();
            long logStart = Files.exists(config.log()) ? Files.size(config.log()) : 0;
            Process process = new ProcessBuilder(serverCommand(config, home, user, port))
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(config.log().toFile()))
                    .start();
            EmbeddedPostgres server = new EmbeddedPostgres(config, lock, process, port, password, user);
            if (server.answers()) {
                return server;
            }
            // Somebody may take the free port between the look and the start, and children of a killed server need a
            // moment to notice: both pass by themselves.
            if (attempt == 3) {
                throw new PostgresRefusal(
                        Reason.FAILED,
                        "PostgreSQL ended with status " + process.exitValue() + "; the end of " + config.log() + ":\n"
                                + tail(config.log(), logStart));
            }
            Pause.of(Duration.ofMillis(500));
        }
    }

    private static List<String> serverCommand(EmbeddedPostgresConfig config, Path home, ServerUser user, int port) {
        Map<String, String> settings = new LinkedHashMap<>(config.settings());
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.putIfAbsent("timezone", "UTC");
        settings.putIfAbsent("log_timezone", "UTC");
        settings.putIfAbsent("max_connections", "200");
        // A page is written whole after each checkpoint: most of the log of a busy engine, and it compresses well.
        settings.putIfAbsent("wal_compression", "pglz");
        settings.putIfAbsent("max_wal_size", "4GB");
        settings.putIfAbsent("checkpoint_timeout", "15min");
        // Containers give /dev/shm only 64 MB.
        settings.putIfAbsent("dynamic_shared_memory_type", "mmap");
        List<String> command = new ArrayList<>(user.command(
                home.resolve("bin/postgres").toString(), "-D", config.data().toString()));
        settings.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return command;
    }

    /** False when the process has ended. */
    private boolean answers() throws IOException {
        long end = System.nanoTime() + config.startTimeout().toNanos();
        Optional<SQLException> last = Optional.empty();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                return false;
            }
            try (Connection connection = DriverManager.getConnection(jdbcUrl(), USER, password)) {
                if (connection.isValid(5)) {
                    return true;
                }
            } catch (SQLException e) {
                if ("28P01".equals(e.getSQLState())) {
                    close();
                    throw new PostgresRefusal(
                            Reason.NOT_OURS,
                            "the password in " + config.directory().resolve("pg.password")
                                    + " is not that of the database in " + config.data(),
                            e);
                }
                last = Optional.of(e);
            }
            Pause.of(Duration.ofMillis(20));
        }
        close();
        throw new PostgresRefusal(
                Reason.NO_ANSWER,
                "PostgreSQL did not answer within " + config.startTimeout().toSeconds() + " s ("
                        + last.map(SQLException::getMessage).orElse("no connection") + "); see " + config.log());
    }

    private static void keepLogSmall(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGE_LOG_BYTES) {
            Files.move(log, log.resolveSibling("pg.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String tail(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.max(Math.min(from, all.length), all.length - 2_000L);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }
}
