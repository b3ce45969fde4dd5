package io.pureboot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    @TempDir
    Path temporary;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void isDurableLocalAndHasAPassword() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(server, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "SHOW unix_socket_directories")).isEmpty();
            assertThat(ask(server, "SELECT lower('ÄÖ')")).isEqualTo("äö");
            assertThat(ask(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guess"));
            assertThat(refused.getSQLState()).isEqualTo("28P01");
            assertThat(server.password()).hasSizeGreaterThanOrEqualTo(32);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(config().directory().resolve("pg.password"))))
                    .isEqualTo("rw-------");
            assertThat(config().directory().resolve("pg.password.once")).doesNotExist();
        }
    }

    @Test
    void settingsCannotMakeItForgetful() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(
                config().withSettings(Map.of("fsync", "off", "listen_addresses", "*", "work_mem", "8MB")))) {
            assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "SHOW work_mem")).isEqualTo("8MB");
        }
    }

    @Test
    void keepsItsDataAndPasswordOverARestartOnTheSamePort() throws IOException, SQLException {
        int port;
        String password;
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            port = server.port();
            password = server.password();
            execute(server, "CREATE TABLE kept(i int)");
            execute(server, "INSERT INTO kept VALUES (7)");
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config().withPort(port))) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.password()).isEqualTo(password);
            assertThat(ask(server, "SELECT i FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void stopsAtOnceAlthoughAClientIsConnectedAndStopsOnlyOnce() throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start(config());
        try (Connection client = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
            long start = System.nanoTime();
            server.close();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(client.isValid(1)).isFalse();
        }
    }

    @Test
    void aSecondStartInTheSameDirectoryIsRefusedAndHarmsNothing() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            PostgresRefusal here = catchThrowableOfType(PostgresRefusal.class, () -> EmbeddedPostgres.start(config()));
            assertThat(here.reason()).isEqualTo(PostgresRefusal.Reason.IN_USE);
            assertThat(here.getMessage()).contains("is in use by this process").contains("PUREBOOT_DATA_DIR");

            Process other = inAnotherJvm(List.of(), System.getProperty("java.class.path"));
            assertThat(ServerInAnotherJvm.firstLine(other))
                    .startsWith("REFUSED IN_USE")
                    .contains("is in use by process " + ProcessHandle.current().pid());
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatOutlivedItsKilledParentIsStoppedAndNothingIsLost()
            throws IOException, SQLException, InterruptedException {
        Process killed = inAnotherJvm(List.of(), System.getProperty("java.class.path"));
        String[] said = ServerInAnotherJvm.firstLine(killed).split(" ", 3);
        assertThat(said[0]).startsWith("jdbc:postgresql://127.0.0.1:");
        String password = Files.readString(config().directory().resolve("pg.password"));
        try (Connection client = DriverManager.getConnection(said[0], "pureboot", password);
                Statement statement = client.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 7 AS i");
            killed.destroyForcibly().waitFor();
            ProcessHandle orphan = ProcessHandle.of(Long.parseLong(said[1])).orElseThrow();
            assertThat(orphan.isAlive()).isTrue();

            try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
                assertThat(ask(server, "SELECT i FROM kept")).isEqualTo("7");
                assertThat(server.pid()).isNotEqualTo(orphan.pid());
            }
        }
    }

    @Test
    void aProcessIdOfAnotherProgramInPostmasterPidIsNotHarmed() throws IOException, SQLException {
        EmbeddedPostgres.start(config()).close();
        Files.writeString(
                config().directory().resolve("pgdata/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + config().directory().resolve("pgdata")
                        + "\n0\n5432\n\n127.0.0.1\n");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatWasKilledRecovers() throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start(config());
        execute(server, "CREATE TABLE kept AS SELECT 7 AS i");
        Postmaster.signal(server.pid(), "KILL");
        Awaitility.await()
                .until(() ->
                        Postmaster.of(config().directory().resolve("pgdata")).isEmpty());
        server.close();
        try (EmbeddedPostgres again = EmbeddedPostgres.start(config())) {
            assertThat(ask(again, "SELECT i FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void aFirstStartThatWasKilledInInitdbIsRepeated() throws IOException, SQLException {
        Files.createDirectories(config().directory().resolve("pgdata.unfinished/base"));
        Files.writeString(config().directory().resolve("pgdata.unfinished/PG_VERSION"), "18\n");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void dataOfAnotherReleaseIsRefusedWithTheServersOwnWords() throws IOException {
        EmbeddedPostgres.start(config()).close();
        Files.writeString(config().directory().resolve("pgdata/PG_VERSION"), "9\n");
        PostgresRefusal refusal = catchThrowableOfType(PostgresRefusal.class, () -> EmbeddedPostgres.start(config()));
        assertThat(refusal.reason()).isEqualTo(PostgresRefusal.Reason.FAILED);
        assertThat(refusal.getMessage()).contains("database files are incompatible");
        Files.writeString(config().directory().resolve("pgdata/PG_VERSION"), "18\n");
        EmbeddedPostgres.start(config()).close();
    }

    @Test
    void rootRunsItAsAUserWhoCanReachTheDirectory() throws IOException, SQLException {
        assumeTrue(new UnixSystem().getUid() == 0, "not root");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        EmbeddedPostgresConfig reachable = config().withBinaries(temporary.resolve("binaries"));
        try (EmbeddedPostgres server = EmbeddedPostgres.start(reachable)) {
            assertThat(server.startedBy()).contains("setpriv");
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void rootRunsItInAUserNamespaceBelowAPrivateHome() throws IOException, SQLException {
        assumeTrue(new UnixSystem().getUid() == 0, "not root");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        try (EmbeddedPostgres server = EmbeddedPostgres.start(config())) {
            assertThat(server.startedBy()).contains("unshare");
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
        try (EmbeddedPostgres again = EmbeddedPostgres.start(config())) {
            assertThat(ask(again, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void anOrdinaryUserRunsItDirectlyAndMayNotTakeAnothersData() throws IOException, InterruptedException {
        assumeTrue(new UnixSystem().getUid() == 0, "not root");
        String classPath = copyOfClassPath();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assumeTrue(
                new ProcessBuilder(command(
                                        asNobody,
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-version"))
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0,
                "an ordinary user cannot run this JDK");

        Process direct = started(ServerInAnotherJvm.start(
                asNobody, classPath, temporary.resolve("nobodys"), temporary.resolve("nobodys/binaries")));
        assertThat(ServerInAnotherJvm.firstLine(direct)).startsWith("jdbc:").doesNotContain("setpriv", "unshare");

        Path roots = temporary.resolve("roots");
        EmbeddedPostgres.start(EmbeddedPostgresConfig.in(roots)).close();
        Process refused =
                started(ServerInAnotherJvm.start(asNobody, classPath, roots, temporary.resolve("nobodys/binaries")));
        assertThat(ServerInAnotherJvm.firstLine(refused)).startsWith("REFUSED NOT_OURS");
    }

    private EmbeddedPostgresConfig config() {
        return EmbeddedPostgresConfig.in(temporary.resolve("postgres")).withBinaries(PostgresForTests.binaries());
    }

    private Process inAnotherJvm(List<String> prefix, String classPath) throws IOException {
        return started(ServerInAnotherJvm.start(prefix, classPath, config().directory(), config().binaries()));
    }

    private Process started(Process process) {
        processes.add(process);
        return process;
    }

    /** The build may lie below a home that other users cannot enter. */
    private String copyOfClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path target = temporary.resolve("class-path-" + number++);
            copy(Path.of(entry), target);
            copies.add(target.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (var all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static List<String> command(List<String> prefix, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        return command;
    }

    private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
