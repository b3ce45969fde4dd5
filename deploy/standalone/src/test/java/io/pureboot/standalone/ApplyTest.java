package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.ServersOfThisBuild;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code workflow apply} against a real engine and a real PostgreSQL. Each test is a source of its own. */
final class ApplyTest {
    @TempDir
    static Path home;

    private static AllInOne servers;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        Settings settings = Settings.of(Map.of(Settings.DATA_DIR, home.toString()))
                .with(Settings.HTTP_PORT, FreePorts.tcp())
                .with(Settings.EDGE_PORT, FreePorts.tcp())
                .with(Settings.TFTP_PORT, FreePorts.udp())
                .with(Settings.CLUSTER_PORT, FreePorts.tcp());
        servers = AllInOne.start(new ServersOfThisBuild(), settings, line -> {});
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void makesWhatTheDirectoryHoldsAndThenNothingMore() throws Exception {
        files("one");
        assertThat(apply("one", "--dry-run", "--exit-code")).isEqualTo(4);
        assertThat(names("templates", "one")).isEmpty();
        assertThat(apply("one")).as(err.toString()).isZero();
        assertThat(printed())
                .containsSubsequence(
                        "+ template one-base",
                        "+ template one-kickstart",
                        "+ profile one-make",
                        "+ workflow one-install",
                        "+ group one-rack",
                        "5 to create, 0 to update, 0 to delete, 0 unchanged",
                        "applied 5 changes");
        assertThat(names("templates", "one")).containsExactly("one-base", "one-kickstart");
        assertThat(names("workflows", "one")).containsExactly("one-install");
        assertThat(names("groups", "one")).containsExactly("one-rack");
        assertThat(names("device-profiles", "one")).containsExactly("one-make");

        assertThat(apply("one")).isZero();
        assertThat(printed()).contains("0 to create, 0 to update, 0 to delete, 5 unchanged", "applied 0 changes");
        assertThat(apply("one", "--dry-run", "--exit-code")).isZero();
    }

    @Test
    void tellsWhichFieldsAndLinesDiffer() throws Exception {
        files("two");
        assertThat(apply("two")).as(err.toString()).isZero();
        replace("workflows/install.yaml", "timeout_seconds: 600", "timeout_seconds: 900");
        replace("templates/two-base.tmpl", "second\n", "2nd\nand a half\n");
        replace("groups/rack.yaml", "row: 4", "row: 5");
        replace("profiles/make.yaml", "racadm", "ilorest");
        assertThat(apply("two")).as(err.toString()).isZero();
        assertThat(printed())
                .containsSubsequence(
                        "~ template two-base  (v1.0, from line 2: -1 +2)",
                        "= template two-kickstart",
                        "~ profile two-make  (values.tools.bios: \"racadm\" → \"ilorest\")",
                        "~ workflow two-install  (steps.install.timeout_seconds: 600 → 900)",
                        "~ group two-rack  (metadata.row: 4 → 5)",
                        "applied 4 changes");
        assertThat(apply("two", "--dry-run", "--exit-code")).isZero();
    }

    @Test
    void tellsAllFaultsOfAllFilesAndChangesNothing() throws Exception {
        files("three");
        write("templates/three-loop.tmpl", "a\n${include:three-back}\n");
        write("templates/three-back.tmpl", "${include:three-loop}");
        write("templates/three-open.tmpl", "ok\n  ${if:node.ip}never closed ${nodes.ip}\n");
        write("templates/odd.txt", "x");
        write("workflows/bad.yaml", """
                name: three-bad
                os_family: linux
                steps:
                  - {name: a, type: script, config: {script: x}, timeout_seconds: -1}
                  - {name: b, type: scrip}
                """);
        write("workflows/lost.yaml", """
                name: three-lost
                os_family: linux
                steps:
                  - {name: a, type: cloud_init, config: {template_id: three-nowhere}}
                  - {name: b, type: cloud_init, config: {template_id: "three-base:v7"}}
                """);
        write("groups/bad.yaml", "name: three-group\nworkflow: three-none\n");
        write("profiles/bad.yaml", "name: three-profile\nmatch: {vendor: x, mode: y}\nsteps:\n  bot: {}\n");
        assertThat(apply("three")).isEqualTo(2);
        String base = directory + "/";
        assertThat(err.toString().lines().map(line -> line.replace(base, "").replaceAll(": .* \\[", " [")))
                .containsExactlyInAnyOrder(
                        "groups/bad.yaml:2:11 [workflow_missing]",
                        "profiles/bad.yaml:2:20 [unknown_field]",
                        "profiles/bad.yaml:4:8 [unknown_value]",
                        "templates/odd.txt [unknown_file]",
                        "templates/three-loop.tmpl:2:11 [circular_include]",
                        "templates/three-open.tmpl:2:3 [unclosed-if]",
                        "templates/three-open.tmpl:2:29 [unknown-namespace]",
                        "workflows/bad.yaml:4:67 [out_of_range]",
                        "workflows/bad.yaml:5:21 [unknown_value]",
                        "workflows/lost.yaml:4:55 [template_missing]",
                        "workflows/lost.yaml:5:56 [template_missing]",
                        "pureboot: 11 faults; nothing was changed");
        assertThat(names("templates", "three")).isEmpty();
        assertThat(names("workflows", "three")).isEmpty();
    }

    @Test
    void prunesOnlyWhatItHasMade() throws Exception {
        files("four");
        client().importWorkflow("name: four-by-hand\nos_family: linux\nsteps: []\n");
        client().importWorkflow("name: four-also-in-a-file\nos_family: linux\nsteps: []\n");
        write("workflows/also.yaml", "name: four-also-in-a-file\nos_family: linux\ndescription: x\nsteps: []\n");
        assertThat(apply("four")).as(err.toString()).isZero();
        delete("workflows/also.yaml", "workflows/install.yaml", "groups/rack.yaml", "profiles/make.yaml");
        delete("templates/four-base.tmpl", "templates/four-kickstart.tmpl");

        assertThat(apply("four")).isZero();
        assertThat(printed())
                .contains("! 5 things that this source has made and does not hold any more: --prune deletes them");
        assertThat(apply("four", "--prune")).isEqualTo(5);
        assertThat(names("workflows", "four")).contains("four-install");
        assertThat(apply("four", "--prune", "--dry-run")).isZero();
        assertThat(apply("four", "--prune", "--yes")).as(err.toString()).isZero();
        assertThat(printed())
                .containsSubsequence(
                        "- group four-rack",
                        "- workflow four-install",
                        "- profile four-make",
                        "0 to create, 0 to update, 5 to delete, 0 unchanged");
        assertThat(names("workflows", "four")).containsExactly("four-also-in-a-file", "four-by-hand");
        assertThat(names("templates", "four")).isEmpty();
        assertThat(apply("four", "--prune")).isZero();
        assertThat(printed()).contains("0 to create, 0 to update, 0 to delete, 0 unchanged");
    }

    @Test
    void whatSomebodyElseHasMadeAnewStays() throws Exception {
        files("five");
        assertThat(apply("five")).as(err.toString()).isZero();
        String id = id("groups", "five-rack");
        client().delete("/api/v1/groups/" + id);
        client().post("/api/v1/groups", Json.mapper().createObjectNode().put("name", "five-rack"));
        delete("groups/rack.yaml");
        assertThat(apply("five", "--prune", "--yes")).as(err.toString()).isZero();
        assertThat(printed()).contains("! group five-rack was made anew by somebody else: it stays");
        assertThat(names("groups", "five")).containsExactly("five-rack");
    }

    /** The wire breaks after each possible number of writes; the next apply completes what was begun, and prune still knows what is whose. */
    @Test
    void anInterruptedApplyIsCompletedByTheNext() throws Exception {
        for (int writes = 0; writes < 15; writes++) {
            String prefix = "six" + writes;
            files(prefix);
            int status;
            try (WireThatBreaks wire = new WireThatBreaks(servers.engine(), writes)) {
                status = run(wire.url(), prefix);
            }
            assertThat(status).as("after %d writes: %s", writes, err).isEqualTo(1);
            assertThat(apply(prefix)).as("after %d writes: %s", writes, err).isZero();
            assertThat(apply(prefix, "--dry-run", "--exit-code")).isZero();
            clear();
            assertThat(apply(prefix, "--prune", "--yes")).as(err.toString()).isZero();
            for (String resource : List.of("templates", "workflows", "groups", "device-profiles")) {
                assertThat(names(resource, prefix + "-"))
                        .as("%s after %d writes: %s", resource, writes, out)
                        .isEmpty();
            }
        }
    }

    @Test
    void theShippedCatalogIsSuchADirectory() {
        directory = Path.of("../catalog");
        assertThat(apply("catalog")).as(err.toString()).isZero();
        assertThat(printed()).contains("+ profile dell-poweredge", "+ workflow ubuntu-autoinstall");
        assertThat(apply("catalog", "--dry-run", "--exit-code"))
                .as(out.toString())
                .isZero();
    }

    @Test
    void aWorkflowIsListedShownExportedAndValidated() throws Exception {
        files("seven");
        assertThat(apply("seven")).as(err.toString()).isZero();
        assertThat(command("workflow", "export", "seven-install")).isZero();
        Path exported = Files.writeString(directory.resolve("exported.yaml"), out.toString());
        assertThat(command("workflow", "validate", exported.toString())).isZero();
        assertThat(command("workflow", "show", "seven-install")).isZero();
        assertThat(out.toString()).contains("workflow  seven-install, revision 1", "install  script");
        assertThat(command("workflow", "list")).isZero();
        assertThat(out.toString()).contains("seven-install");
        Files.writeString(exported, "name: x\nsteps: 7\n");
        assertThat(command("workflow", "validate", exported.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(exported + ":2:8: /steps must be a list [wrong_type]");
        assertThat(command("workflow", "show", "nowhere")).isEqualTo(1);
    }

    // --- the directory

    private void files(String prefix) throws IOException {
        write("templates/README.md", "Not a template.");
        // In the order of names the one that includes comes first nowhere by chance: "base" is included by "kickstart"
        // and by "a…".
        write("templates/%s-base.tmpl".formatted(prefix), "first\nsecond\nthird\n");
        write(
                "templates/%s-kickstart.tmpl".formatted(prefix),
                "${include:%s-base:v1}\n${profile.tools.bios|none}\n".formatted(prefix));
        write("workflows/install.yaml", """
                name: %1$s-install
                os_family: linux
                steps:
                  - {name: install, type: script, config: {template_id: %1$s-kickstart}, timeout_seconds: 600}
                """.formatted(prefix));
        write("groups/rack.yaml", "name: %1$s-rack\nworkflow: %1$s-install\nmetadata: {row: 4}\n".formatted(prefix));
        write("profiles/make.yaml", """
                name: %s-make
                match: {vendor: "%1$s*"}
                steps:
                  boot: {config: {boot_timeout_seconds: 1200}}
                values: {tools: {bios: racadm}}
                """.formatted(prefix));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void replace(String file, String before, String after) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(before);
        write(file, text.replace(before, after));
    }

    private void delete(String... files) throws IOException {
        for (String file : files) {
            Files.delete(directory.resolve(file));
        }
    }

    private void clear() throws IOException {
        for (String folder : List.of("templates", "workflows", "groups", "profiles")) {
            try (var all = Files.list(directory.resolve(folder))) {
                for (Path file : all.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    // --- the command and the server

    private int apply(String source, String... more) {
        return run(servers.engine().toString(), source, more);
    }

    private int run(String server, String source, String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = line();
        String[] all = new String[more.length + 7];
        System.arraycopy(
                new String[] {"workflow", "apply", directory.toString(), "--server", server, "--source", source},
                0,
                all,
                0,
                7);
        System.arraycopy(more, 0, all, 7, more.length);
        return line.execute(with(all));
    }

    private int command(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        boolean local = arguments[1].equals("validate");
        String[] all = local ? arguments : java.util.Arrays.copyOf(arguments, arguments.length + 2);
        if (!local) {
            all[arguments.length] = "--server";
            all[arguments.length + 1] = servers.engine().toString();
        }
        return line().execute(local ? all : with(all));
    }

    private static String[] with(String[] arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data-dir";
        all[arguments.length + 1] = home.toString();
        return all;
    }

    private CommandLine line() {
        return PureBoot.commandLine(new ServersThatRemember())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private List<String> printed() {
        return out.toString().lines().toList();
    }

    private static EngineClient client() throws IOException {
        return new EngineClient(HttpClient.newHttpClient(), servers.engine(), servers.adminToken());
    }

    private static Set<String> names(String resource, String prefix) throws Exception {
        Set<String> names = new TreeSet<>();
        for (JsonNode item : client().get("/api/v1/" + resource + "?limit=100").path("items")) {
            names.add(item.path("name").asText());
        }
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    private static String id(String resource, String name) throws Exception {
        for (JsonNode item : client().get("/api/v1/" + resource + "?limit=100").path("items")) {
            if (item.path("name").asText().equals(name)) {
                return item.path("id").asText();
            }
        }
        throw new AssertionError("no " + name);
    }
}
