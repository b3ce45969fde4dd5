package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 19,
        says = "A template version is immutable, and an execution renders the versions that were pinned at its start.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/registry/RegistriesTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/template/TemplateSyntaxTest.java"
        })
@ExtendWith(SharedEngine.class)
class P19PinnedVersionsTest {
    private static String created(Site site, String name, String content) {
        Answer made =
                site.engine().post("/api/v1/templates", "{\"name\":\"" + name + "\",\"content\":\"" + content + "\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static void added(Site site, String id, String bump, String content) {
        Answer made = site.engine()
                .post("/api/v1/templates/" + id + "/versions?bump=" + bump, "{\"content\":\"" + content + "\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private static String fresh() {
        return "p19-" + Site.freshMac().replace(":", "");
    }

    private static Install running(Site site, String reference) {
        return site.install("{\"name\":\"a\",\"type\":\"script\",\"config\":{\"template_id\":\"" + reference + "\"}}");
    }

    private static String rendered(Install install) {
        Answer order = install.site().engine().get("/api/v1/callback/" + install.id() + "/current", install.token());
        assertThat(order.status()).as(order.body()).isEqualTo(200);
        return order.text("script");
    }

    @Test
    @Promise(
            number = 19,
            says =
                    "v2 is the newest 2.x, v2.1 exact, no version the current one, for a step and for what is included; an execution keeps what these meant when it began")
    void selectorsAreBoundAtTheStart(Site site) {
        String part = fresh();
        String id = created(site, part, "1.0");
        added(site, id, "minor", "1.1");
        added(site, id, "major", "2.0");
        added(site, id, "minor", "2.1");
        String whole = fresh();
        created(
                site,
                whole,
                "${include:%s:v1} ${include:%s:v2} ${include:%s:v2.0} ${include:%s}".formatted(part, part, part, part));
        Install before = running(site, whole);
        Install major = running(site, part + ":v1");
        Install exact = running(site, part + ":v1.0");
        Install current = running(site, part);
        added(site, id, "minor", "2.2");
        assertThat(rendered(before)).isEqualTo("1.1 2.1 2.0 2.1");
        assertThat(rendered(running(site, whole))).isEqualTo("1.1 2.2 2.0 2.2");
        assertThat(rendered(major)).isEqualTo("1.1");
        assertThat(rendered(exact)).isEqualTo("1.0");
        assertThat(rendered(current)).isEqualTo("2.1");
    }

    @Test
    @Promise(
            number = 19,
            says = "the current version may be moved back, which changes no version and no execution that has begun")
    void theCurrentOneMayBeMovedBack(Site site) {
        String name = fresh();
        String id = created(site, name, "one");
        added(site, id, "minor", "two");
        Install before = running(site, name);
        Answer back = site.engine()
                .send("PATCH", "/api/v1/templates/" + id, ADMIN, "application/json", "{\"current_version\":\"v1.0\"}");
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        assertThat(rendered(running(site, name))).isEqualTo("one");
        assertThat(rendered(before)).isEqualTo("two");
        assertThat(site.engine()
                        .get("/api/v1/templates/" + id + "/versions/v1.1")
                        .text("content"))
                .isEqualTo("two");
    }
}
