package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.template.Namespace;
import io.pureboot.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Previews of templates, stored and unsaved, of real and imagined machines; includes that fail; validation; the guide of variables. */
class TemplatePreviewTest {
    private static final String TEMPLATES = "/api/v1/templates";
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static String template(String name, String content) {
        Answer answer = engine.post(
                TEMPLATES, object().put("name", name).put("content", content).toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return TEMPLATES + "/" + answer.text("id");
    }

    private static Answer unsaved(String content) {
        return engine.post(
                TEMPLATES + "/preview", object().put("content", content).toString());
    }

    @Test
    void aStoredTemplateSpeaksOfARealMachine() {
        String group = engine.post("/api/v1/groups", """
                {"name": "rack-7", "description": "row 7", "metadata": {"disk": {"root": "/dev/sda", "swap": "1G"}}}""").text("id");
        String node = engine.post("/api/v1/nodes", """
                {"mac_address": "52:54:00:0d:00:01", "hostname": "web-1", "group_id": "%s", "metadata": {"disk": {"root": "/dev/nvme0n1"}}}""".formatted(group)).text("id");
        String workflow = engine.post("/api/v1/workflows", """
                {"name": "previewed", "os_family": "linux", "steps": [{"name": "b", "type": "boot"}]}""").text("id");
        String template = template("machine", """
                ${node.hostname} ${node.mac} ${group.name} ${workflow.name} ${template.name}:${template.version}
                root=${meta.disk.root} swap=${meta.disk.swap} pw=${secret.root} url=${server.url}
                ${net0/mac} ${HOME} ${node.ip} ${node.ip|dhcp} ${node.hostnam} ${shop.key}
                """);
        Answer answer = engine.post(
                template + "/preview",
                object().put("node_id", node).put("workflow_id", workflow).toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String url = answer.text("text").replaceAll("(?s).*url=(\\S+).*", "$1");
        assertThat(url).startsWith("http://");
        assertThat(answer.text("text")).isEqualTo("""
                web-1 52:54:00:0d:00:01 rack-7 previewed machine:v1.0
                root=/dev/nvme0n1 swap=1G pw=*** url=%s
                ${net0/mac} ${HOME} ${node.ip} dhcp ${node.hostnam} ${shop.key}
                """.formatted(url));
        JsonNode json = answer.json();
        assertThat(json.path("version").asText()).isEqualTo("v1.0");
        assertThat(json.path("variables_used").toString())
                .contains("\"node.hostname\"", "\"meta.disk.root\"", "\"secret.root\"")
                .doesNotContain("node.ip");
        assertThat(json.path("unresolved").toString())
                .contains("{\"variable\":\"node.ip\",\"template\":\"machine:v1.0\",\"line\":3,\"column\":21}");
        assertThat(texts(json.path("unknown"), "line")).containsExactly("3", "3");
        assertThat(texts(json.path("unknown"), "column")).containsExactly("48", "64");
        assertThat(engine.post(template + "/preview?format=text", "{\"node_id\": \"" + node + "\"}")
                        .body())
                .startsWith("web-1 52:54:00:0d:00:01 rack-7 ${workflow.name} machine");
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    @Test
    void aMachineThatIsOnlyImaginedDoesAsWell() {
        String template =
                template("imagined", "${node.hostname} ${node.state} ${meta.disks.1.name} ${execution.seed_url}\n");
        Answer answer = engine.post(template + "/preview", """
                {"variables": {"node": {"hostname": "x", "mac": "52-54-00-AA-00-01"},
                  "execution": {"seed_url": "http://e/s/"},
                  "meta": {"disks": [{"name": "sda"}, {"name": "sdb"}]}}}""");
        assertThat(answer.text("text")).as(answer.body()).isEqualTo("x pending sdb http://e/s/\n");
        assertThat(answer.json().path("unresolved")).isEmpty();

        Answer wrong = engine.post(template + "/preview", """
                {"variables": {"node": {"hostnam": "x", "mac": "nonsense"}, "secret": {"a": "b"}, "shop": {}, "meta": 3}}""");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(texts(wrong.json().path("errors"), "path"))
                .containsExactlyInAnyOrder(
                        "/variables/node/hostnam",
                        "/variables/node/mac",
                        "/variables/secret",
                        "/variables/shop",
                        "/variables/meta");
    }

    @Test
    void aRealMachineMayBeImaginedOtherwise() {
        String node = engine.post("/api/v1/nodes", """
                {"mac_address": "52:54:00:0d:00:02", "hostname": "real", "metadata": {"a": {"b": 1, "c": 2}}}""").text("id");
        Answer answer = engine.post(TEMPLATES + "/preview", """
                {"content": "${node.hostname} ${node.mac} ${meta.a.b}${meta.a.c}", "node_id": "%s",
                 "variables": {"node": {"hostname": "what-if"}, "meta": {"a": {"c": 3}}}}""".formatted(node));
        assertThat(answer.text("text")).as(answer.body()).isEqualTo("what-if 52:54:00:0d:00:02 13");
    }

    @Test
    void anOlderVersionAndUnsavedContentAreShownToo() {
        String template = template("drafted", "one ${template.version}");
        engine.post(template + "/versions", "{\"content\": \"two ${template.version}\"}");
        assertThat(engine.post(template + "/preview", "{\"version\": \"v1.0\"}").text("text"))
                .isEqualTo("one v1.0");
        assertThat(engine.post(template + "/preview", "").text("text")).isEqualTo("two v1.1");
        assertThat(engine.post(template + "/preview", "{\"content\": \"draft ${template.name}\"}")
                        .text("text"))
                .isEqualTo("draft drafted");
        assertThat(engine.post(template + "/preview", "{\"version\": \"v7\"}").text("code"))
                .isEqualTo("version-not-found");
        assertThat(engine.post(template + "/preview", "{\"version\": \"v1.0\", \"content\": \"\"}")
                        .text("code"))
                .isEqualTo("invalid-body");
        assertThat(engine.post(template + "/preview", "{\"node_id\": \"none\"}").text("code"))
                .isEqualTo("node-unknown");
        assertThat(engine.post(template + "/preview", "{\"workflow_id\": \"none\"}")
                        .text("code"))
                .isEqualTo("workflow-not-found");
        assertThat(engine.post(TEMPLATES + "/none/preview", "{}").text("code")).isEqualTo("template-not-found");
        assertThat(unsaved("${node.ip}").json().at("/unresolved/0/line").asInt())
                .isEqualTo(1);
        Answer strict = engine.post(TEMPLATES + "/preview", "{\"content\": \"\\n ${node.ip}\", \"strict\": true}");
        assertThat(strict.status()).isEqualTo(422);
        assertThat(strict.text("code")).isEqualTo("unresolved-variable");
        assertThat(strict.json().path("line").asInt()).isEqualTo(2);
        assertThat(strict.json().path("column").asInt()).isEqualTo(2);
    }

    @Test
    void twoSiblingsMayIncludeTheSameTemplate() {
        template("leaf", "leaf\n");
        template("left", "left ${include:leaf}");
        template("right", "right ${include:leaf}");
        Answer answer = unsaved("${include:left}${include:right}${include:leaf:v1}");
        assertThat(answer.text("text")).isEqualTo("left leaf\nright leaf\nleaf\n");
        assertThat(texts(answer.json().path("includes"), "reference"))
                .containsExactly("left", "right", "leaf:v1", "leaf");
    }

    @Test
    void aCycleIsRefusedWithItsChain() {
        template("cycle-b", "\n ${include:cycle-c}");
        template("cycle-c", "${include:cycle-b}");
        String root = template("cycle-a", "${include:cycle-b}");
        Answer answer = engine.post(root + "/preview", "{}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("circular-include");
        assertThat(answer.json().path("chain").toString())
                .isEqualTo("[\"cycle-a:v1.0\",\"cycle-b:v1.0\",\"cycle-c:v1.0\",\"cycle-b:v1.0\"]");
        assertThat(answer.text("template")).isEqualTo("cycle-c:v1.0");
        assertThat(answer.json().path("line").asInt()).isEqualTo(1);
        assertThat(answer.text("detail")).contains("cycle-a:v1.0 → cycle-b:v1.0 → cycle-c:v1.0 → cycle-b:v1.0");
    }

    @Test
    void depthTenRendersAndDepthElevenIsRefused() {
        template("deep-11", "bottom");
        for (int depth = 10; depth >= 0; depth--) {
            template("deep-" + depth, "${include:deep-" + (depth + 1) + "}");
        }
        assertThat(unsaved("${include:deep-2}").text("text")).isEqualTo("bottom");
        Answer answer = unsaved("${include:deep-1}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("include-depth");
        assertThat(answer.json().path("chain")).hasSize(11);
    }

    @Test
    void whatIsMissingIsNamedWithTemplateAndLine() {
        template("incomplete", "first line\n  ${include:missing:v2}\n");
        Answer answer = unsaved("${include:incomplete}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("include-not-found");
        assertThat(answer.text("template")).isEqualTo("incomplete:v1.0");
        assertThat(answer.json().path("line").asInt()).isEqualTo(2);
        assertThat(answer.json().path("column").asInt()).isEqualTo(3);
        assertThat(answer.text("detail")).contains("missing:v2").contains("incomplete:v1.0, line 2");
        assertThat(unsaved("x\n${if:node.ip}").text("code")).isEqualTo("template-invalid");
    }

    @Test
    void validationNamesEveryFaultAndStoresNothing() {
        Answer answer = engine.post(
                TEMPLATES + "/validate", object().put("content", """
                ${node.hostnam} ${shop.key}
                ${if:node.ip}${endif}${endif}
                ${HOME} ${net0/mac} ${meta.anything.at.all}
                """).toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("valid").asBoolean()).isFalse();
        assertThat(texts(answer.json().path("errors"), "code"))
                .containsExactlyInAnyOrder("unknown-variable", "unknown-namespace", "unexpected-endif");
        assertThat(texts(answer.json().path("errors"), "line")).containsExactlyInAnyOrder("1", "1", "2");
        assertThat(engine.post(TEMPLATES + "/validate", "{\"content\": \"fine ${node.mac}\"}")
                        .json()
                        .path("valid")
                        .asBoolean())
                .isTrue();
        assertThat(engine.post(TEMPLATES + "/validate", "{}").text("code")).isEqualTo("invalid-body");
        assertThat(engine.post(TEMPLATES + "/validate", "{\"content\": \"\", \"format\": \"jinja\"}")
                        .text("code"))
                .isEqualTo("invalid-body");
    }

    @Test
    void theGuideNamesEveryVariable() {
        JsonNode guide = engine.get(TEMPLATES + "/variables").json();
        assertThat(guide.path("namespaces")).hasSize(Namespace.values().length);
        for (Namespace namespace : Namespace.values()) {
            assertThat(VariableGuide.of(namespace.wire())).as(namespace.wire()).isPresent();
            namespace
                    .keys()
                    .forEach(key -> assertThat(VariableGuide.of(namespace.wire() + "." + key))
                            .as(namespace.wire() + "." + key)
                            .isPresent());
        }
        assertThat(guide.toString()).contains("{\"key\":\"mac\",\"name\":\"node.mac\",\"description\":");
    }

    @Test
    void aThousandAtOnceAreAllAnswered() {
        String template = template("popular", "${node.hostname|nobody} ".repeat(50));
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 1_000)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> engine.post(template + "/preview", "{\"variables\": {\"node\": {\"hostname\": \"h\"}}}"),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(200, 429);
            assertThat(answer.status() == 200 || answer.header("Retry-After").isPresent())
                    .isTrue();
        });
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeGreaterThan(900);
    }
}
