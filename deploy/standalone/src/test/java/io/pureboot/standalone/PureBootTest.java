package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PureBootTest {
    private final ServersThatRemember servers = new ServersThatRemember();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path temporary;

    @Test
    void withoutACommandItShowsThemAll() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .contains("demo", "up", "engine", "edge", "status", "execution", "nodes", "workflow", "token");
    }

    @Test
    void everyCommandHelps() {
        for (String command : CommandLineOf.commands()) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
        assertThat(run("workflow", "import", "--help")).isZero();
        assertThat(out.toString()).contains("PUREBOOT_DATA_DIR", "PUREBOOT_DB_URL", "PUREBOOT_SERVER", "--machines");
    }

    @Test
    void whatDoesNotExistIsTwoAndNamesIt() {
        assertThat(run("upp")).isEqualTo(2);
        assertThat(err.toString()).contains("upp");
        assertThat(run("demo", "--machines", "0")).isEqualTo(2);
        assertThat(run("demo", "--machines", "many")).isEqualTo(2);
        assertThat(run("execution")).isEqualTo(2);
        assertThat(run("workflow")).isEqualTo(2);
    }

    @Test
    void flagsReachTheEdgesConfiguration() {
        assertThat(run(
                        "edge",
                        "--engine-urls",
                        "http://one:1,http://two:2",
                        "--edge-token",
                        "secret",
                        "--tftp-port",
                        "70",
                        "--data-dir",
                        temporary.toString(),
                        "--bind",
                        "192.0.2.1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("pureboot: this edge only remembers");
        var edge = servers.edges.getFirst().getConfig("pureboot.edge");
        assertThat(edge.getString("engine-urls")).isEqualTo("http://one:1,http://two:2");
        assertThat(edge.getString("token")).isEqualTo("secret");
        assertThat(edge.getInt("tftp-port")).isEqualTo(70);
        assertThat(edge.getString("bind")).isEqualTo("192.0.2.1");
        assertThat(edge.getString("data-dir")).isEqualTo(temporary.toString());
    }

    @Test
    void upStopsItsDatabaseWhenTheEngineDoesNotStart() {
        assertThat(run("up", "--data-dir", temporary.resolve("data").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("this engine only remembers");
        assertThat(servers.engines.getFirst().getString("PUREBOOT_DB_URL")).startsWith("jdbc:postgresql://127.0.0.1:");
        assertThat(temporary.resolve("data/postgres/pgdata/PG_VERSION")).exists();
        assertThat(temporary.resolve("data/postgres/pgdata/postmaster.pid")).doesNotExist();
    }

    @Test
    void aClientSaysThatNobodyListens() throws java.io.IOException {
        Files.writeString(temporary.resolve("admin.token"), "pb_token\n");
        assertThat(run("status", "--server", "http://127.0.0.1:1", "--data-dir", temporary.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("nobody listens at http://127.0.0.1:1", "./pureboot up");
    }

    @Test
    void aClientWithoutATokenSaysWhereOneComesFrom() {
        assertThat(run("nodes", "--data-dir", temporary.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("PUREBOOT_TOKEN", temporary.resolve("admin.token").toString());
    }

    private int run(String... arguments) {
        CommandLine line = PureBoot.commandLine(servers);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    /** The names of all commands. */
    private static final class CommandLineOf {
        static Iterable<String> commands() {
            return PureBoot.commandLine(new ServersThatRemember())
                    .getSubcommands()
                    .keySet();
        }
    }
}
