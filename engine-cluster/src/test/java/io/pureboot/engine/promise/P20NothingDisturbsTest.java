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
class P20NothingDisturbsTest {
    private static Answer order(Install install) {
        return install.site().engine().get("/api/v1/callback/" + install.id() + "/current", install.token());
    }

    private static String template(Site site, String name, String content) {
        Answer made = site.engine().post("/api/v1/templates", """
                {"name":"%s","content":"%s"}""".formatted(name, content));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static String rendering(String template) {
        return "\"steps\":[{\"id\":\"a\",\"name\":\"a\",\"type\":\"script\",\"config\":{\"template_id\":\"" + template
                + "\"}}," + Site.script("b") + "]";
    }

    @Test
    @Promise(
            number = 20,
            says =
                    "an execution runs the revision that it began with, to its end, though the workflow is changed and deleted")
    void aWorkflowIsChangedAndDeletedUnderIt(Site site) {
        String workflow = site.workflow("\"steps\":[" + Site.script("a") + "," + Site.script("b") + "]");
        Install install = site.installOf(workflow);
        String path = "/api/v1/workflows/" + workflow;
        Answer put =
                site.engine().send("PUT", path, ADMIN, "application/json", """
                {"name":"other-%s","os_family":"linux","steps":[%s]}""".formatted(workflow, Site.script("z")));
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(install.success("a", 1).status()).isEqualTo(200);
        assertThat(site.engine()
                        .send("DELETE", path, ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        install.await("/current_step_id", "b");
        assertThat(install.success("b", 1).status()).isEqualTo(200);
        assertThat(install.await("/status", "completed")
                        .path("workflow_revision")
                        .asInt())
                .isEqualTo(1);
        assertThat(install.attempts("b")).containsExactly("success");
    }

    @Test
    @Promise(
            number = 20,
            says =
                    "an execution renders the template versions that it began with, though newer ones come and the templates go")
    void aTemplateIsChangedAndDeletedUnderIt(Site site) {
        String part = "part-" + Site.freshMac().replace(":", "");
        String whole = "whole-" + part;
        String partId = template(site, part, "old part");
        String wholeId = template(site, whole, "old ${include:" + part + "}");
        String workflow = site.workflow(rendering(whole));
        Install before = site.installOf(workflow);
        for (String id : new String[] {partId, wholeId}) {
            Answer added = site.engine().post("/api/v1/templates/" + id + "/versions", """
                    {"content":"%s"}""".formatted(
                            id.equals(partId) ? "new part" : "new ${include:" + part + "}"));
            assertThat(added.status()).as(added.body()).isEqualTo(201);
        }
        Install after = site.installOf(workflow);
        assertThat(order(before).text("script")).as(order(before).body()).isEqualTo("old old part");
        assertThat(order(after).text("script")).as(order(after).body()).isEqualTo("new new part");
        for (String id : new String[] {wholeId, partId}) {
            Answer deleted = site.engine()
                    .send("DELETE", "/api/v1/templates/" + id + "?force=true", ADMIN, "application/json", "");
            assertThat(deleted.status()).as(deleted.body()).isEqualTo(204);
        }
        assertThat(order(before).text("script")).isEqualTo("old old part");
        assertThat(before.success("a", 1).status()).isEqualTo(200);
        assertThat(before.success("b", 1).status()).isEqualTo(200);
        before.await("/status", "completed");
    }
}
