package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.template.catalog.Sha256;
import io.pureboot.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Templates over HTTP: versions, how each is named, comparisons, histories, entity tags, deletion. */
class TemplateRegistryOverHttpTest {
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

    private static String body(String... namesAndValues) {
        var object = Json.mapper().createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object.toString();
    }

    private static String created(String name, String content) {
        Answer answer = engine.post(TEMPLATES, body("name", name, "content", content, "commit_message", "first"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return TEMPLATES + "/" + answer.text("id");
    }

    private static Answer version(String template, String bump, String content) {
        Answer answer = engine.post(
                template + "/versions?bump=" + bump, body("content", content, "commit_message", "because " + content));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private static Answer patch(String template, String json, String... headers) {
        return engine.send("PATCH", template, ADMIN, "application/json", json, headers);
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.at(field).asText()));
        return texts;
    }

    @Test
    void versionsAreMadeAndNamedInEveryWay() {
        String template = created("versions", "one\n");
        assertThat(version(template, "minor", "one.one\n").text("version")).isEqualTo("v1.1");
        assertThat(version(template, "major", "two\n").text("version")).isEqualTo("v2.0");
        Answer newest = version(template, "minor", "two.one\n");
        assertThat(newest.header("Location")).contains(template + "/versions/v2.1");
        assertThat(newest.json().path("content_hash").asText()).isEqualTo(Sha256.of("two.one\n"));
        assertThat(newest.json().path("size_bytes").asInt()).isEqualTo(8);
        assertThat(newest.text("created_by")).isEqualTo("admin");
        assertThat(newest.text("commit_message")).isEqualTo("because two.one\n");

        assertThat(content(template, "v2.1")).isEqualTo("two.one\n");
        assertThat(content(template, "2.1")).isEqualTo("two.one\n");
        assertThat(content(template, "v2")).isEqualTo("two.one\n");
        assertThat(content(template, "v1")).isEqualTo("one.one\n");
        assertThat(content(template, "v1.0")).isEqualTo("one\n");
        assertThat(content(template, "latest")).isEqualTo("two.one\n");
        assertThat(content(template, newest.text("id"))).isEqualTo("two.one\n");
        assertThat(engine.get(template + "/versions/v3").text("code")).isEqualTo("version-not-found");
        assertThat(engine.get(template + "/versions/newest").text("code")).isEqualTo("malformed-id");
        assertThat(texts(engine.get(template + "/versions").json().path("items"), "/version"))
                .containsExactly("v2.1", "v2.0", "v1.1", "v1.0");
        assertThat(engine.get(template + "/versions/v2.1").header("ETag"))
                .contains("\"" + Sha256.of("two.one\n") + "\"");
        assertThat(engine.post(template + "/versions?bump=patch", body("content", "x"))
                        .text("code"))
                .isEqualTo("malformed-parameter");
    }

    private static String content(String template, String version) {
        return engine.get(template + "/versions/" + version).text("content");
    }

    @Test
    void twoVersionsAreCompared() {
        String template = created("compared", "a\nb\nc\n");
        version(template, "minor", "a\nB\nc\nd");
        Answer unified = engine.get(template + "/diff?from=v1.0&to=v1.1", ADMIN, "Accept", "text/x-diff");
        assertThat(unified.header("Content-Type").orElse("")).startsWith("text/x-diff");
        assertThat(unified.body()).isEqualTo("""
                --- compared:v1.0
                +++ compared:v1.1
                @@ -1,3 +1,4 @@
                 a
                -b
                +B
                 c
                +d
                \\ No newline at end of file
                """);
        assertThat(engine.get(template + "/diff?from=v1.0&to=v1.1&format=unified")
                        .body())
                .isEqualTo(unified.body());
        JsonNode json = engine.get(template + "/diff?from=v1&to=v1.0&context=0").json();
        assertThat(json.path("from").asText()).isEqualTo("v1.1");
        assertThat(json.path("added").asInt()).isEqualTo(1);
        assertThat(json.path("removed").asInt()).isEqualTo(2);
        assertThat(json.at("/hunks/0/lines").toString())
                .isEqualTo("[{\"op\":\"-\",\"text\":\"B\"},{\"op\":\"+\",\"text\":\"b\"}]");
        assertThat(engine.get(template + "/diff?from=latest&to=v1.1")
                        .json()
                        .path("identical")
                        .asBoolean())
                .isTrue();
        assertThat(engine.get(template + "/diff?from=v1.0").text("code")).isEqualTo("malformed-parameter");
        assertThat(engine.get(template + "/diff?from=v1.0&to=v9.9").text("code"))
                .isEqualTo("version-not-found");
        assertThat(engine.get(TEMPLATES + "/none/diff?from=v1&to=v2").text("code"))
                .isEqualTo("template-not-found");
        assertThat(engine.get(template + "/diff?from=v1&to=v1&context=-1").text("code"))
                .isEqualTo("malformed-parameter");
    }

    @Test
    void movingTheCurrentVersionBackIsInTheHistory() {
        String template = created("rolled-back", "good\n");
        version(template, "minor", "bad\n");
        assertThat(content(template, "latest")).isEqualTo("bad\n");

        Answer back = patch(template, body("current_version", "v1.0"));
        assertThat(back.text("current_version")).isEqualTo("v1.0");
        assertThat(content(template, "latest")).isEqualTo("good\n");
        patch(template, body("name", "mended", "description", "after a while"));
        // The next version comes after the newest, not after the current one.
        assertThat(version(template, "minor", "better\n").text("version")).isEqualTo("v1.2");

        JsonNode history = engine.get(template + "/history").json().path("items");
        assertThat(texts(history, "/action"))
                .containsExactly("version_added", "changed", "changed", "version_added", "created");
        assertThat(texts(history, "/current_version/from")).containsExactly("v1.0", "", "v1.1", "v1.0", "null");
        assertThat(texts(history, "/current_version/to")).containsExactly("v1.2", "", "v1.0", "v1.1", "v1.0");
        assertThat(history.at("/2/by").asText()).isEqualTo("admin");
        assertThat(history.at("/2/at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(history.at("/1/name").toString()).isEqualTo("{\"from\":\"rolled-back\",\"to\":\"mended\"}");
        assertThat(history.at("/1/description/to").asText()).isEqualTo("after a while");
        assertThat(history.at("/3/commit_message").asText()).isEqualTo("because bad\n");
        assertThat(engine.get(TEMPLATES + "/none/history").text("code")).isEqualTo("template-not-found");
    }

    @Test
    void whoHasNotSeenTheLastChangeChangesNothing() {
        String template = created("tagged", "x");
        String tag = engine.get(template).header("ETag").orElseThrow();
        assertThat(patch(template, body("description", "mine"), "If-Match", tag).status())
                .isEqualTo(200);
        Answer late = patch(template, body("description", "theirs"), "If-Match", tag);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text("code")).isEqualTo("version-conflict");
        assertThat(engine.get(template).text("description")).isEqualTo("mine");

        String seen = engine.get(template).header("ETag").orElseThrow();
        version(template, "minor", "y");
        assertThat(patch(template, body("current_version", "v1.0"), "If-Match", seen)
                        .status())
                .isEqualTo(412);
        assertThat(patch(template, body("current_version", "v1.0"), "If-Match", "*")
                        .status())
                .isEqualTo(200);
        // Moved back, it is again what was seen then.
        assertThat(engine.get(template).header("ETag")).contains(seen);
        assertThat(engine.send("DELETE", template, ADMIN, "application/json", "", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(engine.send("DELETE", template, ADMIN, "application/json", "", "If-Match", seen)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aDeletedTemplateFreesItsNameAndKeepsItsVersionsForThoseThatHaveThem() {
        String template = created("passing", "old\n");
        String user = created("user-of-passing", "${include:passing}");
        Answer refused = engine.send("DELETE", template, ADMIN, "application/json", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("template-in-use");
        assertThat(refused.text("detail")).contains("user-of-passing");

        assertThat(engine.send("DELETE", template + "?force=true", ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        assertThat(engine.get(template).text("code")).isEqualTo("template-not-found");
        assertThat(engine.get(template + "/versions/v1.0").text("code")).isEqualTo("version-not-found");
        assertThat(patch(template, body("name", "back")).text("code")).isEqualTo("template-not-found");
        assertThat(texts(engine.get(template + "/history").json().path("items"), "/action"))
                .containsExactly("deleted", "created");
        Answer without = engine.post(user + "/preview", "{}");
        assertThat(without.status()).isEqualTo(422);
        assertThat(without.text("code")).isEqualTo("include-not-found");

        created("passing", "new\n");
        assertThat(engine.post(user + "/preview", "{}").text("text")).isEqualTo("new\n");
        assertThat(engine.post(TEMPLATES, body("name", "passing", "content", ""))
                        .text("code"))
                .isEqualTo("name-taken");
    }

    @Test
    void listsAreFiltered() {
        created("listed-alpha", "a");
        String beta = created("listed-beta", "b");
        patch(beta, body("description", "Alpha too"));
        assertThat(names("?q=ALPHA")).containsExactlyInAnyOrder("listed-alpha", "listed-beta");
        assertThat(names("?q=listed-&limit=1")).hasSize(1);
        assertThat(names("?name=listed-beta")).containsExactly("listed-beta");
        assertThat(names("?q=listed-&format=pureboot")).hasSize(2);
        assertThat(names("?q=listed-&format=handlebars")).isEmpty();
        assertThat(engine.get(TEMPLATES + "?format=jinja").text("code")).isEqualTo("malformed-parameter");
    }

    private static List<String> names(String query) {
        return texts(engine.get(TEMPLATES + query).json().path("items"), "/name");
    }
}
