package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 19,
        says = "A template version is immutable, and an execution renders the versions that were pinned at its start.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/registry/RegistriesTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/template/TemplateSyntaxTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/http/TemplateRegistryOverHttpTest.java"
        })
@ExtendWith(SharedEngine.class)
class P19VersionsArePinnedTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static String fresh(String prefix) {
        return prefix + "-" + NUMBERS.incrementAndGet();
    }

    private static String template(Site site, String name, String content) {
        Answer answer =
                site.engine().post("/api/v1/templates", "{\"name\":\"" + name + "\",\"content\":\"" + content + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return "/api/v1/templates/" + answer.text("id");
    }

    private static void version(Site site, String template, String bump, String content) {
        Answer answer = site.engine().post(template + "/versions?bump=" + bump, "{\"content\":\"" + content + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static String workflow(Site site, String... references) {
        StringBuilder steps = new StringBuilder();
        for (String reference : references) {
            steps.append(steps.isEmpty() ? "" : ",");
            steps.append("{\"id\":\"").append(reference.replace(':', '.'));
            steps.append("\",\"name\":\"x\",\"type\":\"script\",\"config\":{\"template_id\":\"");
            steps.append(reference).append("\"}}");
        }
        return site.workflow("\"steps\":[" + steps + "]");
    }

    private static String script(Install install) {
        Answer order = install.site().engine().get("/api/v1/callback/" + install.id() + "/current", install.token());
        assertThat(order.text("directive")).as(order.body()).isEqualTo("run");
        return order.text("script");
    }

    @Test
    @Promise(
            number = 19,
            says =
                    "an execution that began before a new version renders the old one, includes with it; one that begins after, the new one")
    void beforeAndAfterANewVersion(Site site) {
        String leafName = fresh("leaf");
        String leaf = template(site, leafName, "leaf one");
        String rootName = fresh("root");
        String root = template(site, rootName, "root one, ${include:" + leafName + "}");
        String workflow = workflow(site, rootName);
        Install before = site.installOf(workflow);

        version(site, leaf, "minor", "leaf two");
        Install between = site.installOf(workflow);
        version(site, root, "major", "root two, ${include:" + leafName + "}");
        Install after = site.installOf(workflow);

        assertThat(script(before)).isEqualTo("root one, leaf one");
        assertThat(script(between)).isEqualTo("root one, leaf two");
        assertThat(script(after)).isEqualTo("root two, leaf two");
    }

    @Test
    @Promise(number = 19, says = "taking a version back counts for what begins from then on, and for nothing else")
    void takenBack(Site site) {
        String name = fresh("moved");
        String template = template(site, name, "good");
        version(site, template, "minor", "bad");
        String workflow = workflow(site, name);
        Install before = site.installOf(workflow);
        Answer back =
                site.engine().send("PATCH", template, ADMIN, "application/json", "{\"current_version\":\"v1.0\"}");
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        assertThat(script(site.installOf(workflow))).isEqualTo("good");
        assertThat(script(before)).isEqualTo("bad");
    }

    @Test
    @Promise(
            number = 19,
            says = "v1 is the newest 1.x, v1.0 exactly that one, no version the current one: in steps and in includes")
    void selectors(Site site) {
        String name = fresh("chosen");
        String template = template(site, name, "1.0");
        version(site, template, "minor", "1.1");
        version(site, template, "major", "2.0");
        String each = "${include:" + name + ":v1} ${include:" + name + ":v1.0} ${include:" + name + ":2} ${include:"
                + name + "}";
        String all = fresh("all");
        template(site, all, each);
        Install install = site.installOf(workflow(site, name + ":v1", name + ":v1.0", name + ":2.0", name, all));
        assertThat(script(install)).isEqualTo("1.1");
        install.success(name + ".v1", 1);
        assertThat(script(install)).isEqualTo("1.0");
        install.success(name + ".v1.0", 1);
        assertThat(script(install)).isEqualTo("2.0");
        install.success(name + ".2.0", 1);
        assertThat(script(install)).isEqualTo("2.0");
        install.success(name, 1);
        assertThat(script(install)).isEqualTo("1.1 1.0 2.0 2.0");
    }
}
