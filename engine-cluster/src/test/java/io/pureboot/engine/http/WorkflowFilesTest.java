package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Definitions as files over HTTP: import, export, validate, and what {@code ?dry_run} says. */
class WorkflowFilesTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String fresh() {
        return "files-" + NUMBERS.incrementAndGet();
    }

    private static Answer yaml(String path, String text) {
        return engine.send("POST", "/api/v1/workflows/" + path, ADMIN, "application/yaml", text);
    }

    private static String simple(String name, String script) {
        return """
                name: %s
                os_family: linux
                steps:
                  - {name: a, type: script, config: {script: "%s"}}
                """.formatted(name, script);
    }

    private static String all() {
        return engine.get("/api/v1/workflows?limit=500").body();
    }

    private static List<String> codes(Answer answer, String list) {
        return answer.json().path(list).findValuesAsText("code");
    }

    @Test
    void fiveFaultsAreReportedTogetherWithTheirPlacesAndChangeNothing() {
        String before = all();
        String text = """
                name: %s
                os_familiy: linux
                os_family: linux
                steps:
                  - name: boot
                    type: boot
                    config:
                      cmdline: "ip=${node.ipp}"
                      kernel: /vmlinuz
                  - name: install
                    type: scirpt
                    timeout_seconds: 0
                    on_failure: rollback
                    rollback_step_id: nobody
                """.formatted(fresh());
        for (String path : List.of("import", "import?dry_run", "")) {
            Answer answer = engine.send(
                    "POST", "/api/v1/workflows" + (path.isEmpty() ? "" : "/" + path), ADMIN, "application/yaml", text);
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.text("code")).isEqualTo("definition-invalid");
            assertThat(codes(answer, "errors"))
                    .containsExactly(
                            "unknown_field", "unknown_variable", "unknown_value", "out_of_range", "unknown_step");
            assertThat(answer.json().path("errors").findValuesAsText("line"))
                    .containsExactly("2", "8", "11", "12", "14");
            assertThat(answer.json().path("errors").findValuesAsText("column"))
                    .containsExactly("1", "20", "11", "22", "23");
        }
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void whatIsExportedIsImportedUnchangedAndExportedAlikeByteForByte() {
        String name = fresh();
        Answer imported = yaml("import", simple(name, "echo ${node.mac} ü"));
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        assertThat(imported.text("change")).isEqualTo("created");
        String path = "/api/v1/workflows/" + imported.text("id");
        Answer exported = engine.get(path + "/export");
        Answer again = yaml("import", exported.body());
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.text("change")).isEqualTo("unchanged");
        assertThat(again.text("revision")).isEqualTo("1");
        assertThat(again.text("sha256")).isEqualTo(imported.text("sha256"));
        assertThat(engine.get(path + "/export").body()).isEqualTo(exported.body());
    }

    @Test
    void severalDocumentsAreImportedTogetherOrNotAtAll() {
        String one = fresh();
        String two = fresh();
        assertThat(yaml("import", simple(one, "x")).status()).isEqualTo(201);
        String before = all();

        Answer faulty = yaml("import", simple(one, "y") + "---\n" + simple(two, "${node.nope}"));
        assertThat(faulty.status()).as(faulty.body()).isEqualTo(422);
        assertThat(faulty.json().path("errors").findValuesAsText("line")).containsExactly("9");
        Answer refused = yaml("import", simple(one, "y") + "---\n" + simple("\"two\\nlines\"", "z"));
        assertThat(refused.text("code")).as(refused.body()).isEqualTo("name-invalid");
        assertThat(all()).isEqualTo(before);

        String text = simple(one, "y") + "---\n" + simple(two, "z");
        Answer rehearsed = yaml("import?dry_run", text);
        assertThat(rehearsed.json().path("dry_run").asBoolean()).isTrue();
        assertThat(rehearsed.json().findValuesAsText("change")).containsExactly("updated", "created");
        assertThat(all()).isEqualTo(before);

        Answer done = yaml("import", text);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.json().path("dry_run").asBoolean()).isFalse();
        assertThat(done.json().findValuesAsText("change")).containsExactly("updated", "created");
        assertThat(done.json().at("/items/0/changes").findValuesAsText("field"))
                .containsExactly("steps[a].config.script");
        assertThat(done.json().findValuesAsText("sha256"))
                .isEqualTo(rehearsed.json().findValuesAsText("sha256"));
        assertThat(done.json().findValuesAsText("revision")).containsExactly("2", "1");
        String id = done.json().at("/items/1/id").asText();
        assertThat(engine.get("/api/v1/workflows/" + id).text("name")).isEqualTo(two);
        assertThat(yaml("import", text).json().findValuesAsText("change")).containsExactly("unchanged", "unchanged");
    }

    @Test
    void aDryRunOfEachSaysWhatWouldBeAndDoesNothing() {
        String name = fresh();
        Answer create =
                engine.send("POST", "/api/v1/workflows?dry_run=true", ADMIN, "application/yaml", simple(name, "x"));
        assertThat(create.status()).as(create.body()).isEqualTo(200);
        assertThat(create.text("change")).isEqualTo("created");
        assertThat(create.json().has("id")).isFalse();
        assertThat(all()).doesNotContain(name + "\"");

        Answer made = yaml("import", simple(name, "x"));
        String path = "/api/v1/workflows/" + made.text("id");
        assertThat(engine.send("POST", "/api/v1/workflows?dry_run", ADMIN, "application/yaml", simple(name, "x"))
                        .text("code"))
                .isEqualTo("name-taken");
        Answer update = engine.send("PUT", path + "?dry_run", ADMIN, "application/yaml", simple(name, "y"));
        assertThat(update.text("change")).as(update.body()).isEqualTo("updated");
        assertThat(update.json().at("/changes/0/field").asText()).isEqualTo("steps[a].config.script");
        assertThat(update.json().at("/changes/0/from").asText()).isEqualTo("x");
        assertThat(update.json().at("/changes/0/to").asText()).isEqualTo("y");
        assertThat(update.text("revision")).isEqualTo("2");
        assertThat(engine.send("PUT", path + "?dry_run", ADMIN, "application/yaml", simple(name, "x"))
                        .text("change"))
                .isEqualTo("unchanged");
        Answer stale = engine.send(
                "PUT", path + "?dry_run", ADMIN, "application/yaml", simple(name, "y"), "If-Match", "\"old\"");
        assertThat(stale.status()).as(stale.body()).isEqualTo(412);
        assertThat(engine.get(path).text("revision")).isEqualTo("1");
        assertThat(engine.get(path).text("sha256")).isEqualTo(made.text("sha256"));
    }

    @Test
    void whatWasReadMayBeSentBackChanged() {
        String name = fresh();
        Answer made = yaml("import", simple(name, "x"));
        String path = "/api/v1/workflows/" + made.text("id");
        ObjectNode read = (ObjectNode) engine.get(path).json();
        read.put("description", "by hand");
        Answer put = engine.send("PUT", path, ADMIN, "application/json", read.toString());
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(put.text("revision")).isEqualTo("2");
        assertThat(put.text("description")).isEqualTo("by hand");
        Answer other = engine.send(
                "PUT",
                path,
                ADMIN,
                "application/json",
                read.put("id", "another").toString());
        assertThat(other.status()).as(other.body()).isEqualTo(422);
        assertThat(codes(other, "errors")).containsExactly("other_workflow");
    }

    @Test
    void validateTellsErrorsAndWarningsApartAndKeepsNothing() {
        String text = """
                name: %s
                os_family: linux
                timeout_seconds: 60
                steps:
                  - {name: a, type: script, config: {script: "${include:nowhere}"}}
                  - {name: b, type: boot, config: {template_id: "not/there:v2"}, jitter: 0.5}
                """.formatted(fresh());
        String before = all();
        Answer answer = yaml("validate", text);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("valid").asBoolean()).isFalse();
        assertThat(codes(answer, "errors")).containsExactly("template_missing", "template_missing");
        assertThat(answer.json().path("errors").findValuesAsText("line")).containsExactly("5", "6");
        assertThat(answer.json().path("errors").findValuesAsText("column")).containsExactly("47", "49");
        assertThat(codes(answer, "warnings")).containsExactly("timeout_below_steps", "no_effect");

        Answer draft = yaml("validate", "is_active: false\n" + text);
        assertThat(draft.json().path("valid").asBoolean()).as(draft.body()).isTrue();
        assertThat(codes(draft, "warnings"))
                .containsExactly("timeout_below_steps", "template_missing", "template_missing", "no_effect");
        Answer strict = yaml("validate?strict", "is_active: false\n" + text);
        assertThat(strict.json().path("valid").asBoolean()).isFalse();
        assertThat(codes(strict, "errors")).hasSize(4);
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void faultsOfJsonHavePointers() {
        Answer answer = engine.post("/api/v1/workflows/validate", """
                {"name": "x", "os_family": "linux", "steps": [
                  {"name": "a", "type": "script", "config": {"script": "one\\n${node.hostnam}"}}]}""");
        assertThat(answer.json().at("/errors/0/path").asText())
                .as(answer.body())
                .isEqualTo("/steps/0/config/script");
        assertThat(answer.json().at("/errors/0/message").asText())
                .contains("did you mean node.hostname?")
                .contains("line 2, column 1 of the text");
    }

    @Test
    void warningsComeWithWhatIsKept() {
        Answer made = yaml("import", simple(fresh(), "x") + "timeout_seconds: 10\n");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(codes(made, "warnings")).containsExactly("timeout_below_steps");
        Answer strict = yaml("import?strict", simple(fresh(), "x") + "timeout_seconds: 10\n");
        assertThat(strict.status()).as(strict.body()).isEqualTo(422);
    }

    @Test
    void oneDefinitionIsOneDocument() {
        Answer answer = engine.send(
                "POST",
                "/api/v1/workflows",
                ADMIN,
                "application/yaml",
                simple(fresh(), "x") + "---\n" + simple(fresh(), "x"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(codes(answer, "errors")).containsExactly("several_documents");
    }
}
