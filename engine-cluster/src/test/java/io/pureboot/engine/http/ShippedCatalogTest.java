package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The workflows and templates of deploy/catalog: imported over HTTP, run step by step with the very URLs that they hand to the machine, each
 * text compared with its golden file. With {@code -Dpureboot.regenerate=true} the golden files are written anew.
 */
class ShippedCatalogTest {
    private static final Path ROOT =
            Path.of("").toAbsolutePath().resolveSibling("deploy").resolve("catalog");
    private static final Path GOLDEN = Path.of("").toAbsolutePath().resolve("src/test/resources/catalog");
    private static final String EDGE_URL = "http://edge.example:8081";
    private static final String METADATA = """
            {"disk": {"root": "/dev/nvme0n1"}, "ssh_authorized_keys": ["ssh-ed25519 AAAAC3Nza ann", "ssh-rsa AAAAB3Nza bob"],
             "packages": ["htop", "vim"]}""";
    private static final Map<String, String> IDS = new TreeMap<>();
    private static EngineForTests engine;
    private static int machines;

    @TempDir
    Path directory;

    /** One execution of a shipped workflow, on a machine of its own that always looks the same. */
    private record Run(String id, String node, Answer boot) {
        String token() {
            return boot.text("token");
        }

        /** What is different in each run, with fixed words in its place. */
        String fixed(String text) {
            return text.replace(id, "EXECUTION").replaceAll("\\b\\d+\\.[A-Za-z0-9_-]{20,}", "TOKEN");
        }
    }

    @BeforeAll
    static void importAll() throws IOException {
        engine = EngineForTests.start();
        for (Path file : files("templates")) {
            String[] name = file.getFileName().toString().split("\\.", 2);
            ObjectNode body = Json.mapper().createObjectNode();
            body.put("name", name[0]).put("format", name[1].equals("hbs") ? "handlebars" : "pureboot");
            body.put("content", Files.readString(file));
            Answer answer = engine.post("/api/v1/templates", body.toString());
            assertThat(answer.status()).as("%s: %s", file, answer.body()).isEqualTo(201);
        }
        for (Path file : files("workflows")) {
            Answer answer =
                    engine.send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", Files.readString(file));
            assertThat(answer.status()).as("%s: %s", file, answer.body()).isEqualTo(201);
            IDS.put(answer.text("name"), answer.text("id"));
        }
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static List<Path> files(String kind) {
        try (Stream<Path> files = Files.list(ROOT.resolve(kind))) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What is exported and imported by another server, here under another name, is exported again byte for byte. */
    @Test
    void exportsOfShippedWorkflowsComeBackByteForByte() {
        assertThat(IDS).hasSameSizeAs(files("workflows"));
        IDS.forEach((name, id) -> {
            String exported = engine.get("/api/v1/workflows/" + id + "/export").body();
            assertThat(exported).startsWith("name: " + name + "\n").contains("\nsteps:\n  - id: ");
            Answer same = engine.send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", exported);
            assertThat(same.text("change")).as(same.body()).isEqualTo("unchanged");
            String elsewhere = exported.replaceFirst("name: .*", "name: " + name + "-elsewhere");
            Answer imported = engine.send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", elsewhere);
            assertThat(imported.status()).as(imported.body()).isEqualTo(201);
            assertThat(engine.get("/api/v1/workflows/" + imported.text("id") + "/export")
                            .body())
                    .isEqualTo(elsewhere);
        });
    }

    private static Run start(String workflow) {
        String mac = "52:54:00:5c:00:%02x".formatted(++machines);
        Answer node = engine.post("/api/v1/nodes", """
                {"mac_address": "%s", "hostname": "web-1", "metadata": %s}""".formatted(mac, METADATA));
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        Answer started = engine.post(
                "/api/v1/nodes/" + node.text("id") + "/execute", "{\"workflow_id\": \"" + IDS.get(workflow) + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        Answer boot = boot(mac);
        assertThat(boot.text("execution_id")).isEqualTo(started.text("id"));
        return new Run(started.text("id"), node.text("id"), boot);
    }

    private static Answer boot(String mac) {
        Answer boot = engine.post("/api/v1/boot", EDGE, """
                {"mac": "%s", "arch": "x86_64", "platform": "efi", "edge_id": "e1", "edge_url": "%s"}""".formatted(mac, EDGE_URL));
        assertThat(boot.status()).as(boot.body()).isEqualTo(200);
        return boot;
    }

    private static String userData(Run run) {
        Answer seed = engine.get("/api/v1/boot/" + run.id() + "/seed/user-data", EDGE, Headers.EDGE_URL, EDGE_URL);
        assertThat(seed.status()).as(seed.body()).isEqualTo(200);
        return seed.body();
    }

    private static String script(Run run) {
        Answer order = engine.get("/api/v1/callback/" + run.id() + "/current", run.token(), Headers.EDGE_URL, EDGE_URL);
        assertThat(order.text("directive")).as(order.body()).isEqualTo("run");
        return order.text("script");
    }

    /** Compares with the golden file, after everything that differs from run to run has a fixed word; MACs too. */
    private static void golden(String name, Run run, String text) throws IOException {
        String fixed = run.fixed(text).replaceAll("52[:-]54[:-]00[:-]5c[:-]00[:-][0-9a-f]{2}", "52:54:00:5c:00:01");
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("pureboot.regenerate")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, fixed);
        }
        assertThat(fixed)
                .as(name + "; if the change is meant: -Dpureboot.regenerate=true")
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "no such file");
    }

    private static void bootGolden(String workflow, Run run) throws IOException {
        JsonNode boot = run.boot().json();
        StringBuilder text = new StringBuilder();
        for (String field : List.of("action", "kernel", "initrds", "cmdline")) {
            Optional.ofNullable(boot.get(field))
                    .filter(value -> !value.isEmpty() || value.isTextual())
                    .ifPresent(value -> text.append(field)
                            .append(": ")
                            .append(value.isTextual() ? value.asText() : value.toString())
                            .append('\n'));
        }
        golden(workflow + ".boot.txt", run, text + boot.path("script").asText());
    }

    /** Sends what the machine sends to a URL that a text has given it. */
    private static Answer say(String url, String token, String json) {
        assertThat(url).startsWith(EDGE_URL);
        return engine.post(url.substring(EDGE_URL.length()), token, json);
    }

    /** The installer tells that it is up, with the URL and the token that it has been given. */
    private static void reportBoot(Run run, String text) {
        Matcher url = Pattern.compile("http://edge\\.example:8081/api/v1/callback/[^/\\s]+/step/boot")
                .matcher(text);
        assertThat(url.find()).as(text).isTrue();
        Answer answer =
                say(url.group(), run.token(), "{\"status\": \"success\", \"message\": \"the installer is up\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** The installed system phones home, with the URL that its text holds: no header, the token stands in it. */
    private static void phoneHome(Run run, String text) {
        Matcher url = Pattern.compile("http://edge\\.example:8081/\\S+/phone-home\\?[^\"'\\s\\\\]+")
                .matcher(text);
        assertThat(url.find()).as(text).isTrue();
        Answer answer = engine.send(
                "POST",
                url.group().substring(EDGE_URL.length()),
                "",
                "application/x-www-form-urlencoded",
                "hostname=web-1");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("completed");
        state(run, "installed");
    }

    private static void state(Run run, String state) {
        Awaitility.await("the machine's state")
                .atMost(Duration.ofSeconds(20))
                .until(() -> engine.get("/api/v1/nodes/" + run.node()).text("state"), state::equals);
    }

    private static void success(Run run, String step) {
        Answer answer = engine.post(
                "/api/v1/callback/" + run.id() + "/step/" + step,
                run.token(),
                "{\"status\": \"success\", \"exit_code\": 0}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void shell(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("script.sh"), script);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder("sh", "-n", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(output) + "\n" + script)
                .isZero();
    }

    private static JsonNode yaml(String text) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return Json.mapper().valueToTree(tree);
    }

    static Stream<String> workflows() {
        return files("workflows").stream()
                .map(file -> file.getFileName().toString().replace(".yaml", ""));
    }

    static Stream<String> templates() {
        return files("templates").stream().map(file -> file.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyWorkflowIsNamedAsItsFileAndExportsWhatItImports(String name) throws IOException {
        String yaml = Files.readString(ROOT.resolve("workflows").resolve(name + ".yaml"));
        Answer verdict = engine.send("POST", "/api/v1/workflows/validate", ADMIN, "application/yaml", yaml);
        assertThat(verdict.json().path("valid").asBoolean()).as(verdict.body()).isTrue();
        Answer export = engine.get("/api/v1/workflows/" + IDS.get(name) + "/export");
        Answer again =
                engine.send("POST", "/api/v1/workflows/import?dry_run=true", ADMIN, "application/yaml", export.body());
        assertThat(again.text("would")).as(again.body()).isEqualTo("keep");
        Answer written = engine.send("POST", "/api/v1/workflows/import?dry_run=true", ADMIN, "application/yaml", yaml);
        assertThat(written.text("would")).as(written.body()).isEqualTo("keep");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyTemplateIsWithoutFault(String file) throws IOException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("format", file.endsWith(".hbs") ? "handlebars" : "pureboot");
        body.put("content", Files.readString(ROOT.resolve("templates").resolve(file)));
        Answer verdict = engine.post("/api/v1/templates/validate", body.toString());
        assertThat(verdict.json().path("errors")).as(verdict.body()).isEmpty();
    }

    @Test
    void ubuntuAutoinstall() throws IOException, InterruptedException {
        Run run = start("ubuntu-autoinstall");
        bootGolden("ubuntu-autoinstall", run);
        String text = userData(run);
        golden("ubuntu-autoinstall.yaml", run, text);
        assertThat(text).startsWith("#cloud-config\n");
        JsonNode seed = yaml(text);
        assertThat(seed.at("/vendor_data/enabled").asBoolean()).isFalse();
        assertThat(seed.at("/autoinstall/version").asInt()).isEqualTo(1);
        assertThat(seed.at("/autoinstall/storage/layout/match/path").asText()).isEqualTo("/dev/nvme0n1");
        assertThat(seed.at("/autoinstall/ssh/authorized-keys")).hasSize(2);
        assertThat(seed.at("/autoinstall/packages").toString()).isEqualTo("[\"htop\",\"vim\"]");
        shell(seed.at("/autoinstall/early-commands/0").asText());
        shell(seed.at("/autoinstall/error-commands/0").asText());
        reportBoot(run, seed.at("/autoinstall/early-commands/0").asText());
        assertThat(boot("52:54:00:5c:00:%02x".formatted(machines)).text("action"))
                .isEqualTo("disk");
        phoneHome(run, seed.at("/autoinstall/user-data/phone_home/url").asText());
    }

    @Test
    void anInstallerThatFailsEndsItsStepAtOnce() {
        Run run = start("ubuntu-autoinstall");
        JsonNode seed = yaml(userData(run));
        reportBoot(run, seed.at("/autoinstall/early-commands/0").asText());
        String command = seed.at("/autoinstall/error-commands/0").asText();
        Matcher url = Pattern.compile("http://\\S+/step/install").matcher(command);
        assertThat(url.find()).as(command).isTrue();
        Answer answer =
                say(url.group(), run.token(), "{\"status\": \"failed\", \"message\": \"the installer has failed\"}");
        assertThat(answer.text("status")).as(answer.body()).isEqualTo("failed");
        state(run, "install_failed");
    }

    @Test
    void debianPreseed() throws IOException, InterruptedException {
        Run run = start("debian-preseed");
        bootGolden("debian-preseed", run);
        String text = userData(run);
        golden("debian-preseed.cfg", run, text);
        String late = "";
        for (String line : text.replace("\\\n", " ").split("\n", -1)) {
            // As debconf-set-selections reads it: owner, question, type, value.
            assertThat(line).matches("|#.*|\\S+ \\S+ (string|password|boolean|select|multiselect|note)( .*)?");
            if (line.contains("early_command") || line.contains("late_command")) {
                shell(line.split(" string ", 2)[1]);
                late = line;
            }
        }
        assertThat(late).contains("ssh-ed25519 AAAAC3Nza ann").contains("ssh-rsa AAAAB3Nza bob");
        reportBoot(run, text);
        phoneHome(run, late);
    }

    @Test
    void rhelKickstart() throws IOException, InterruptedException {
        Run run = start("rhel-kickstart");
        bootGolden("rhel-kickstart", run);
        String text = userData(run);
        golden("rhel-kickstart.ks", run, text);
        Matcher sections = Pattern.compile("(?ms)^%(pre|onerror|post)\\b[^\n]*\n(.*?)^%end$")
                .matcher(text);
        List<String> scripts = new ArrayList<>();
        while (sections.find()) {
            scripts.add(sections.group(2));
            shell(sections.group(2));
        }
        assertThat(scripts).hasSize(3);
        assertThat(text).contains("sshkey --username=admin \"ssh-ed25519 AAAAC3Nza ann\"\n");
        reportBoot(run, scripts.getFirst());
        phoneHome(run, scripts.getLast());
    }

    @Test
    void flatcar() throws IOException, InterruptedException {
        installedFromItsOwnImage("flatcar", "flatcar-install");
    }

    @Test
    void fedoraCoreos() throws IOException, InterruptedException {
        installedFromItsOwnImage("fedora-coreos", "coreos-install");
    }

    private void installedFromItsOwnImage(String workflow, String installer) throws IOException, InterruptedException {
        Run run = start(workflow);
        bootGolden(workflow, run);
        // The live system has booted with the same config that the installed one gets.
        JsonNode live = Json.mapper().readTree(userData(run));
        assertThat(live.at("/systemd/units/0/contents").asText())
                .contains(EDGE_URL + "/agent/linux/pureboot-agent.sh")
                .contains("ConditionKernelCommandLine=pureboot.execution\n");
        success(run, "boot");
        String script = script(run);
        golden(installer + ".sh", run, script);
        shell(script);
        String text = userData(run);
        golden(workflow + ".ign", run, text);
        JsonNode config = Json.mapper().readTree(text);
        assertThat(config.at("/passwd/users/0/sshAuthorizedKeys")).hasSize(2);
        success(run, "write");
        success(run, "restart");
        assertThat(boot("52:54:00:5c:00:%02x".formatted(machines)).text("action"))
                .isEqualTo("disk");
        phoneHome(run, config.at("/systemd/units/1/contents").asText());
    }

    @Test
    void windows() throws Exception {
        Answer secret = engine.send(
                "PUT",
                "/api/v1/secrets/windows_admin_password",
                ADMIN,
                "application/json",
                "{\"value\": \"Tr0ub4dor & 3\"}");
        assertThat(secret.status()).as(secret.body()).isIn(200, 201);
        Run run = start("windows");
        bootGolden("windows", run);
        assertThat(run.boot().text("action")).isEqualTo("script");
        String agent = userData(run);
        golden("windows-start.ps1", run, agent);
        assertThat(agent)
                .contains("$env:PUREBOOT_SERVER = '" + EDGE_URL + "'", "$env:PUREBOOT_EXECUTION = '" + run.id());
        Matcher token = Pattern.compile("token=([^&']+)").matcher(agent);
        assertThat(token.find()).isTrue();
        assertThat(token.group(1)).isEqualTo(run.token());
        success(run, "boot");
        String text = script(run);
        golden("windows-install.ps1", run, text);
        String answers = text.substring(text.indexOf("<?xml"), text.indexOf("</unattend>") + "</unattend>".length());
        String filled = answers.replace("PHONE_HOME_URL", "http://x/?a=1&amp;b=2");
        var document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(filled.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("ComputerName").item(0).getTextContent())
                .isEqualTo("web-1");
        var command = document.getElementsByTagName("CommandLine").item(0).getTextContent();
        assertThat(command.length()).as("Windows takes 1024 characters").isLessThan(1024 - 200);
        success(run, "install");
        success(run, "restart");
        phoneHome(run, text);
    }

    @Test
    void memtest() throws IOException {
        Run run = start("memtest");
        bootGolden("memtest", run);
        // It reports nothing: the step is skipped when its four hours are over, and that is the end.
        Answer silent =
                engine.post("/api/v1/workflows/" + IDS.get("memtest") + "/simulate", "{\"outcomes\": \"test=silent\"}");
        assertThat(silent.text("status")).as(silent.body()).isEqualTo("completed");
        assertThat(silent.json().path("duration_seconds").asInt()).isEqualTo(4 * 3600);
        Answer cancelled = engine.post("/api/v1/executions/" + run.id() + "/cancel", "{\"force\": true}");
        assertThat(cancelled.text("status")).as(cancelled.body()).isEqualTo("cancelled");
    }

    @Test
    void inventory() throws IOException, InterruptedException {
        Run run = start("inventory");
        bootGolden("inventory", run);
        success(run, "boot");
        String script = script(run);
        golden("inventory.sh", run, script);
        shell(script);
        assertThat(printed(script))
                .contains("== processors")
                .contains("== memory")
                .contains("is listed");
        success(run, "inventory");
        success(run, "restart");
        assertThat(engine.get("/api/v1/executions/" + run.id()).text("status")).isEqualTo("completed");
    }

    /** What the inventory says of the machine that the test runs on. */
    private String printed(String script) throws IOException, InterruptedException {
        Path file =
                Files.writeString(directory.resolve("inventory.sh"), "pureboot_report() { echo \"$1\"; }\n" + script);
        Path output = directory.resolve("inventory.txt");
        Process process = new ProcessBuilder("sh", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
