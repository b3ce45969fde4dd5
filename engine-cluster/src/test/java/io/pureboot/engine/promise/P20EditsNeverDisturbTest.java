package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 20,
        says = "Deleting or editing a workflow or template never disturbs a running execution.",
        alsoIn = "engine-cluster/src/test/java/io/pureboot/engine/registry/RegistriesTest.java")
@ExtendWith(SharedEngine.class)
class P20EditsNeverDisturbTest {
    private static final String STEPS = """
            "steps":[{"id":"a","name":"A","type":"script","config":{"template_id":"%s"}},
             {"id":"b","name":"B","type":"script","config":{"template_id":"%s"}}]""";

    private static Answer delete(Site site, String path) {
        return site.engine().send("DELETE", path, ADMIN, "application/json", "");
    }

    private static String template(Site site, String name, String content) {
        Answer answer =
                site.engine().post("/api/v1/templates", "{\"name\":\"" + name + "\",\"content\":\"" + content + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return "/api/v1/templates/" + answer.text("id");
    }

    private static String script(Install install) {
        Answer order = install.site().engine().get("/api/v1/callback/" + install.id() + "/current", install.token());
        assertThat(order.text("directive")).as(order.body()).isEqualTo("run");
        return order.text("script");
    }

    @Test
    @Promise(
            number = 20,
            says =
                    "workflow, template and include are deleted, others of their names made: what runs goes on to its end as it began")
    void deletedAndMadeAnew(Site site) {
        String include = template(site, "p20-include", "included");
        String template = template(site, "p20-template", "old ${include:p20-include} ${workflow.name}");
        String workflow = site.workflow(STEPS.formatted("p20-template", "p20-template:v1.0"));
        String name = site.engine().get("/api/v1/workflows/" + workflow).text("name");
        Install install = site.installOf(workflow);
        assertThat(script(install)).isEqualTo("old included " + name);

        assertThat(delete(site, "/api/v1/workflows/" + workflow).status()).isEqualTo(204);
        assertThat(delete(site, template + "?force=true").status()).isEqualTo(204);
        assertThat(delete(site, include + "?force=true").status()).isEqualTo(204);
        template(site, "p20-template", "another");
        template(site, "p20-include", "another");
        assertThat(site.engine().get("/api/v1/workflows/" + workflow).status()).isEqualTo(404);

        assertThat(script(install)).isEqualTo("old included " + name);
        assertThat(install.success("a", 1).text("current_step_id")).isEqualTo("b");
        assertThat(script(install)).isEqualTo("old included " + name);
        assertThat(install.success("b", 1).text("status")).isEqualTo("completed");
    }

    @Test
    @Promise(
            number = 20,
            says = "a new revision of the workflow counts for what begins from then on, a retry stays with the old one")
    void revised(Site site) {
        template(site, "p20-one", "one");
        template(site, "p20-two", "two");
        String workflow = site.workflow(STEPS.formatted("p20-one", "p20-one"));
        Install before = site.installOf(workflow);
        Answer revised = site.engine()
                .send(
                        "PUT",
                        "/api/v1/workflows/" + workflow,
                        ADMIN,
                        "application/json",
                        "{\"name\":\"p20-revised\",\"os_family\":\"linux\"," + STEPS.formatted("p20-two", "p20-two")
                                + "}");
        assertThat(revised.status()).as(revised.body()).isEqualTo(200);
        assertThat(script(before)).isEqualTo("one");
        assertThat(script(site.installOf(workflow))).isEqualTo("two");

        assertThat(before.failed("a", 1).text("status")).isEqualTo("failed");
        before.awaitReleased();
        Answer again = site.engine().post("/api/v1/executions/" + before.id() + "/retry", "{}");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(script(before)).isEqualTo("one");
    }
}
