package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 13,
        says = "A skip ends a waiting or failed step, with a reason and who gave it.",
        alsoIn = "engine-cluster/src/test/java/io/pureboot/engine/workflow/SkipTest.java")
@ExtendWith(SharedEngine.class)
class P13SkipTest {
    private static final String WAIT =
            "{\"id\":\"rest\",\"name\":\"rest\",\"type\":\"wait\",\"config\":{\"duration_seconds\":3000}}";

    @Test
    @Promise(number = 13, says = "a step that waits ends as skipped, once, and the next one begins")
    void aWaitIsSkipped(Site site) {
        Install install = site.install(WAIT, script("b"));
        Answer skipped = skip(install, "rest");
        assertThat(skipped.status()).as(skipped.body()).isEqualTo(200);
        assertThat(skipped.text("current_step_id")).isEqualTo("b");
        assertThat(install.attempts("rest")).containsExactly("skipped");
        assertThat(skip(install, "rest").status()).as("repeated").isEqualTo(200);
        whoAndWhyAreKept(install);
        assertThat(install.success("b", 1).text("status")).isEqualTo("completed");
    }

    @Test
    @Promise(number = 13, says = "a step that waits for its retry is skipped, and its late success is refused")
    void aRetryThatWaitsIsSkipped(Site site) {
        Install install = site.install(
                script("a", "\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":3000"), script("b"));
        install.failed("a", 1);
        assertThat(skip(install, "a").text("current_step_id")).isEqualTo("b");
        assertThat(install.shown().at("/steps/0/status").asText()).isEqualTo("skipped");
        assertThat(install.attempts("a")).as("its history stays").containsExactly("failed");
        assertThat(install.success("a", 2).status()).isEqualTo(409);
        whoAndWhyAreKept(install);
    }

    @Test
    @Promise(
            number = 13,
            says = "the step that an execution has failed at is skipped by a new run, which goes on after it")
    void theFailedStepIsSkipped(Site site) {
        Install install = site.install(script("a"), script("b"));
        assertThat(install.failed("a", 1).text("status")).isEqualTo("failed");
        Answer skipped = skip(install, "a");
        assertThat(skipped.status()).as(skipped.body()).isEqualTo(200);
        assertThat(skipped.json().path("run").asInt()).isEqualTo(2);
        assertThat(skipped.text("current_step_id")).isEqualTo("b");
        assertThat(skip(install, "a").json().path("run").asInt()).as("repeated").isEqualTo(2);
        whoAndWhyAreKept(install);
        assertThat(install.success("b", 1).text("status")).isEqualTo("completed");
    }

    @Test
    @Promise(
            number = 13,
            says = "without a reason, and of a step that runs, is not there or is not current, it is refused")
    void whatIsNotSkipped(Site site) {
        Install install = site.install(script("a"), script("b"));
        long before = install.journalled("");
        assertThat(install.operator("skip", "{\"step_id\":\"a\"}").text("code")).isEqualTo("invalid-body");
        assertThat(skip(install, "a").text("code")).isEqualTo("step-running");
        assertThat(skip(install, "b").text("code")).isEqualTo("step-not-current");
        assertThat(skip(install, "nowhere").text("code")).isEqualTo("step-unknown");
        assertThat(install.journalled("")).isEqualTo(before);
    }

    private static Answer skip(Install install, String step) {
        return install.operator("skip", "{\"step_id\":\"" + step + "\",\"reason\":\"done by hand\"}");
    }

    /** One event says it, however often it was asked for. */
    private static void whoAndWhyAreKept(Install install) {
        assertThat(install.journalled("step-skipped")).isEqualTo(1);
        Answer audit = install.site().engine().get("/api/v1/executions/" + install.id() + "/events");
        assertThat(audit.json().path("items")).anySatisfy((JsonNode item) -> {
            assertThat(item.path("name").asText()).isEqualTo("step-skipped");
            assertThat(item.path("reason").asText()).isEqualTo("done by hand");
            assertThat(item.path("by").asText()).isNotBlank();
        });
    }
}
