package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@Promise(
        number = 23,
        says = "A secret is resolved only for its node's own step, and is stored and shown nowhere.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/secret/MaskTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/secret/SecretStoreTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/secret/VaultTest.java"
        })
class P23SecretsTest {
    private static final String PASSWORD = "sword-\"fish\\-7391-äöü-quux";
    private static final String KEY =
            "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n";
    private static final String FIRST_LINE = "MIIEvQIBADANBgkqhkiG9w0B";
    private static final List<String> NEEDLES = List.of(
            PASSWORD,
            PASSWORD.replace("\\", "\\\\").replace("\"", "\\\""),
            FIRST_LINE,
            "AQEFAASCBKcwggSjAgEAAoIB",
            "fish\\");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final FreshDatabase database = PostgresForTests.freshDatabase();
    private final Site site = Site.open(database, Map.of("execution.snapshot-every", 2));

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
        site.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private EngineForTests engine() {
        return site.engine();
    }

    private Answer set(String name, String value) {
        Answer answer = engine().send(
                        "PUT",
                        "/api/v1/secrets/" + name,
                        EngineForTests.ADMIN,
                        "application/json",
                        object("value", value));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        assertThat(answer.body()).doesNotContain(NEEDLES);
        return answer;
    }

    private static String object(String... fields) {
        ObjectNode object = Json.mapper().createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return object.toString();
    }

    private static String quoted(String text) {
        try {
            return Json.mapper().writeValueAsString(text);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void template(String name, String content) {
        Answer template = engine().post("/api/v1/templates", object("name", name, "content", content));
        assertThat(template.status()).as(template.body()).isEqualTo(201);
    }

    private Install install() {
        template("keys", "key:\n${secret.tls.key}\n");
        template("script", "echo '${secret.root_password}'\n${include:keys}");
        template("user-data", "#cloud-config\npassword: ${secret.root_password}\n");
        String inline = quoted("passwd ${secret.root_password}");
        return site.install("""
                {"id":"boot","name":"boot","type":"boot",
                 "config":{"kernel":"vmlinuz","cmdline":"rootpw=${secret.root_password} quiet"}}""", """
                {"id":"install","name":"install","type":"script","config":{"template_id":"script"},
                 "on_failure":"retry","max_retries":2,"retry_delay_seconds":1}""", """
                {"id":"inline","name":"inline","type":"script","config":{"script":%s}}""".formatted(inline), """
                {"id":"first","name":"first","type":"cloud_init","config":{"template_id":"user-data"}}""", """
                {"id":"last","name":"last","type":"script","config":{"script":"true"}}""");
    }

    private String fetched(Install install) {
        Answer order = engine().get("/api/v1/callback/" + install.id() + "/current", install.token());
        assertThat(order.status()).as(order.body()).isEqualTo(200);
        return order.text("script");
    }

    @Test
    @Promise(
            number = 23,
            says =
                    "a node's step, boot and seed have it; the database, the log, events, answers and metrics do not, though the machine repeats it in messages, logs and output")
    void aSecretIsInWhatTheNodeFetchesAndNowhereElse() throws SQLException {
        set("root_password", PASSWORD);
        set("tls.key", KEY);
        Install install = install();

        Answer boot = install.boot();
        assertThat(boot.text("cmdline")).isEqualTo("rootpw=" + PASSWORD + " quiet");
        // Each boot gives out a token of its own.
        Install booted = new Install(site, install.mac(), install.node(), install.id(), boot.text("token"));
        said(booted.success("boot", 1));
        assertThat(fetched(booted)).isEqualTo("echo '" + PASSWORD + "'\nkey:\n" + KEY + "\n");
        repeatedByTheMachine(booted);
        booted.await("/current_attempt", "2");
        said(booted.success("install", 2));
        assertThat(fetched(booted)).isEqualTo("passwd " + PASSWORD);
        said(booted.success("inline", 1));
        Answer seed = engine().get("/api/v1/boot/" + install.id() + "/seed/user-data", EngineForTests.EDGE);
        assertThat(seed.body()).isEqualTo("#cloud-config\npassword: " + PASSWORD + "\n");
        repeatedByTheSystem(booted);
        said(booted.success("last", 1));
        booted.awaitRow("completed");
        booted.awaitReleased();

        nowhereInTheDatabase();
        nowhereInAnswers(booted);
        nowhereInPreviews(booted);
        nowhereInTheLog();
    }

    private static void said(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void repeatedByTheMachine(Install install) {
        String password = quoted("it is " + PASSWORD);
        said(install.say("install", """
                "status":"progress","attempt":1,"sub_task":%s,"message":%s,"logs":%s""".formatted(password, password, quoted("begun with " + FIRST_LINE + "\n"))));
        byte[] line = ("from chunk to chunk " + PASSWORD + " ends\n").getBytes(StandardCharsets.UTF_8);
        long offset = engine().get("/api/v1/executions/" + install.id() + "/steps/install/logs")
                .body()
                .getBytes(StandardCharsets.UTF_8)
                .length;
        int split = 30;
        chunk(install, offset, new String(line, 0, split, StandardCharsets.UTF_8));
        nowhereYet("sword");
        chunk(install, offset + split, new String(line, split, line.length - split, StandardCharsets.UTF_8));
        said(install.heartbeat("\"step_id\":\"install\",\"attempt\":1,\"boot_id\":" + quoted("boot " + FIRST_LINE)));
        said(install.say("install", """
                "status":"failed","attempt":1,"exit_code":7,"event_id":"f1","message":%s,"logs":%s,"output":{"a":[%s],%s:1}""".formatted(
                        quoted("marker-of-this-test: " + PASSWORD),
                        quoted("-7391-äöü-quux\nthe end of a log with " + PASSWORD + "\n"),
                        password,
                        quoted(FIRST_LINE))));
        Answer logs = engine().get("/api/v1/executions/" + install.id() + "/steps/install/logs?attempt=1");
        assertThat(logs.body())
                .contains("begun with " + "*".repeat(FIRST_LINE.length()) + "\n")
                .containsPattern("from chunk to chunk \\*+ ends\n")
                .containsPattern("the end of a log with \\*+\n")
                .doesNotContain("quux", "sword");
    }

    private void chunk(Install install, long offset, String text) {
        said(engine().send(
                        "POST",
                        "/api/v1/callback/" + install.id() + "/step/install/logs?attempt=1&offset=" + offset,
                        install.token(),
                        "text/plain",
                        text));
    }

    private void nowhereYet(String half) {
        assertThat(site.count(
                        "SELECT count(*) FROM log_chunk WHERE position(?::bytea IN data) > 0",
                        half.getBytes(StandardCharsets.UTF_8)))
                .isZero();
    }

    private void repeatedByTheSystem(Install install) {
        said204(engine().post(
                        "/api/v1/callback/" + install.id() + "/report",
                        install.token(),
                        object(
                                "name",
                                "config",
                                "description",
                                "set " + PASSWORD,
                                "event_type",
                                "finish",
                                "result",
                                "FAIL")));
        said(engine().send(
                        "POST",
                        "/api/v1/callback/" + install.id() + "/phone-home?step=first",
                        install.token(),
                        "application/x-www-form-urlencoded",
                        "instance_id=i&hostname=" + java.net.URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)));
    }

    private static void said204(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /** Every column of every table, as a dump would hold it; payloads of journal and snapshots are JSON in bytes. */
    private void nowhereInTheDatabase() throws SQLException {
        List<String> found = new ArrayList<>();
        boolean marker = false;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
                            + " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).contains("public.event_journal", "public.snapshot", "public.log_chunk", "public.secret");
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            String text =
                                    rows.getMetaData().getColumnTypeName(i).equals("bytea")
                                            ? new String(bytes(rows, i), StandardCharsets.UTF_8)
                                            : String.valueOf(rows.getString(i));
                            marker = marker || text.contains("marker-of-this-test: ***");
                            String where = table + "." + rows.getMetaData().getColumnName(i);
                            NEEDLES.stream()
                                    .filter(text::contains)
                                    .forEach(needle -> found.add(where + " holds " + needle + ": " + text));
                        }
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(marker).as("what the machine said, masked").isTrue();
        assertThat(site.count("SELECT count(*) FROM snapshot")).isPositive();
        assertThat(site.count("SELECT count(*) FROM secret")).isEqualTo(2);
    }

    private static byte[] bytes(ResultSet rows, int column) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    private void nowhereInAnswers(Install install) {
        String execution = "/api/v1/executions/" + install.id();
        List<String> paths = List.of(
                execution,
                execution + "/steps",
                execution + "/why",
                execution + "/events?limit=1000",
                execution + "/steps/install/logs?attempt=1",
                execution + "/steps/install/logs",
                "/api/v1/executions",
                "/api/v1/nodes",
                "/api/v1/nodes/" + install.node(),
                "/api/v1/nodes/" + install.node() + "/history",
                "/api/v1/nodes/" + install.node() + "/executions",
                "/api/v1/workflows",
                "/api/v1/templates",
                "/api/v1/templates/script/versions/latest",
                "/api/v1/secrets",
                "/api/v1/secrets/root_password",
                "/api/v1/quarantine",
                "/metrics");
        for (String path : paths) {
            Answer answer = engine().get(path);
            assertThat(answer.body()).as(path).doesNotContain(NEEDLES);
        }
        assertThat(engine().get(execution).body()).contains("marker-of-this-test: ***");
        assertThat(engine().get("/api/v1/secrets/root_password")
                        .json()
                        .at("/changes/0/by")
                        .asText())
                .isEqualTo("admin");
    }

    private void nowhereInPreviews(Install install) {
        for (String name : List.of("keys", "script", "user-data")) {
            String id = engine().get("/api/v1/templates?name=" + name)
                    .json()
                    .at("/items/0/id")
                    .asText();
            for (String query : List.of("", "?format=text")) {
                Answer shown = engine().post(
                                "/api/v1/templates/" + id + "/preview" + query, object("node_id", install.node()));
                assertThat(shown.status()).as(shown.body()).isEqualTo(200);
                assertThat(shown.body()).as(name).contains("***").doesNotContain(NEEDLES);
            }
        }
        Answer unsaved = engine().post(
                        "/api/v1/templates/preview",
                        object("content", "${secret.root_password} ${secret.tls.key}", "node_id", install.node()));
        assertThat(unsaved.json().path("text").asText()).isEqualTo("*** ***");
        Answer looped = engine().post(
                        "/api/v1/templates/preview",
                        object("content", "{{base64 secret.root_password}}", "format", "handlebars"));
        assertThat(looped.body())
                .doesNotContain(
                        java.util.Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8)));
    }

    private void nowhereInTheLog() {
        assertThat(log.list).isNotEmpty();
        for (ILoggingEvent line : List.copyOf(log.list)) {
            String whole = line.getFormattedMessage()
                    + (line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy()));
            assertThat(whole).doesNotContain(NEEDLES);
        }
    }

    @Test
    @Promise(
            number = 23,
            says = "a step whose secret is not there fails with secret-missing, which names it; a default stands in")
    void aMissingSecretFailsTheStepThatWantsIt() {
        Install install = site.install(Site.script("fine"), """
                {"id":"wants","name":"wants","type":"script","config":{"script":"x ${secret.nowhere}"}}""");
        said(install.success("fine", 1));
        fetched(install);
        String error = install.await("/status", "failed").path("step_results").toString();
        assertThat(error).contains("secret-missing", "'nowhere'");
        Install another = site.install("""
                {"id":"wants","name":"wants","type":"script","config":{"script":"x ${secret.nowhere|none}"}}""");
        assertThat(fetched(another)).isEqualTo("x none");
        for (String written :
                List.of("{{secret.nowhere}}", "{{base64 secret.nowhere}}", "{{sha512-crypt secret.nowhere}}")) {
            String name = "wants-" + written.replaceAll("[^a-z0-9]+", "-") + "it";
            Answer template = engine().post(
                            "/api/v1/templates",
                            object("name", name, "format", "handlebars", "content", "x " + written));
            assertThat(template.status()).as(template.body()).isEqualTo(201);
            Install handlebars = site.install(Site.script("fine"), """
                    {"id":"wants","name":"wants","type":"script","config":{"template_id":"%s"}}""".formatted(name));
            said(handlebars.success("fine", 1));
            fetched(handlebars);
            assertThat(handlebars
                            .await("/status", "failed")
                            .path("step_results")
                            .toString())
                    .as(written)
                    .contains("secret-missing", "'nowhere'");
        }
    }

    @Test
    @Promise(
            number = 23,
            says = "administrators set, list and delete secrets, and nobody reads one back; who did what is kept")
    void administratorsWriteAndNobodyReadsBack() {
        set("b", "first value");
        Answer second = set("b", "second value");
        assertThat(second.json().path("version").asInt()).isEqualTo(2);
        set("a", "another one");
        assertThat(engine().get("/api/v1/secrets").json().path("items").findValuesAsText("name"))
                .containsExactly("a", "b");
        assertThat(engine().get("/api/v1/secrets").body()).doesNotContain("value\"", "first", "second", "another");
        assertThat(engine().send("DELETE", "/api/v1/secrets/b", EngineForTests.ADMIN, "text/plain", "")
                        .status())
                .isEqualTo(204);
        Answer gone = engine().get("/api/v1/secrets/b");
        assertThat(gone.json().path("deleted").asBoolean()).isTrue();
        assertThat(gone.json().path("changes").findValuesAsText("change")).containsExactly("delete", "set", "set");
        Install still = site.install(Site.script("one"), Site.script("two"));
        said(still.say("one", "\"status\":\"success\",\"attempt\":1,\"message\":\"had first value and second value\""));
        assertThat(still.shown().at("/step_results/0/message").asText()).isEqualTo("had *** and ***");
    }

    @Test
    @Promise(
            number = 23,
            says = "a value that could not be masked, and a name that templates could not write, are refused")
    void whatCannotBeMaskedOrNamedIsRefused() {
        for (String value : List.of("abc", "a\nb", " x ")) {
            Answer refused = engine().send(
                            "PUT",
                            "/api/v1/secrets/s",
                            EngineForTests.ADMIN,
                            "application/json",
                            object("value", value));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("code")).isEqualTo("secret-unmaskable");
        }
        Answer unnamed = engine().send(
                        "PUT",
                        "/api/v1/secrets/-x",
                        EngineForTests.ADMIN,
                        "application/json",
                        object("value", "long enough"));
        assertThat(unnamed.text("code")).isEqualTo("name-invalid");
        Answer empty = engine().send("PUT", "/api/v1/secrets/s", EngineForTests.ADMIN, "application/json", "{}");
        assertThat(empty.text("code")).isEqualTo("invalid-body");
        assertThat(engine().get("/api/v1/secrets/s").text("code")).isEqualTo("secret-unknown");
        assertThat(engine().send("DELETE", "/api/v1/secrets/s", EngineForTests.ADMIN, "text/plain", "")
                        .text("code"))
                .isEqualTo("secret-unknown");
        assertThat(engine().get("/api/v1/secrets", EngineForTests.EDGE).text("code"))
                .isEqualTo("forbidden");
        assertThat(engine().get("/api/v1/secrets", "").text("code")).isEqualTo("unauthenticated");
    }
}
