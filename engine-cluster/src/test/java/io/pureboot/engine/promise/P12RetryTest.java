package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 12,
        says =
                "A retry restarts the failed step with a fresh budget and keeps the history; it may start from a named step.")
@ExtendWith(SharedEngine.class)
class P12RetryTest {
    @Test
    @Promise(number = 12, says = "the failed step runs again, with as many attempts as at first; older attempts stay")
    void theFailedStepHasAFreshBudget(Site site) {
        Install install = site.install(
                script("done"), script("a", "\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":0"));
        install.success("done", 1);
        install.failed("a", 1);
        install.await("/current_attempt", "2");
        assertThat(install.failed("a", 2).text("status")).isEqualTo("failed");
        Answer retried = install.operator("retry", "{\"reason\":\"disk replaced\"}");
        assertThat(retried.status()).as(retried.body()).isEqualTo(200);
        assertThat(retried.text("current_step_id")).isEqualTo("a");
        install.failed("a", 3);
        install.await("/current_attempt", "4");
        assertThat(install.success("a", 4).text("status")).isEqualTo("completed");
        assertThat(install.attempts("a")).containsExactly("failed", "failed", "failed", "success");
        assertThat(install.attempts("done"))
                .as("what is done is not done again")
                .containsExactly("success");
        assertThat(install.shown().at("/step_results/3/run").asInt()).isEqualTo(2);
    }

    @Test
    @Promise(number = 12, says = "?from=STEP runs again from a step that was done already")
    void fromANamedStep(Site site) {
        Install install = site.install(script("a"), script("b"), script("c"));
        install.success("a", 1);
        install.success("b", 1);
        install.failed("c", 1);
        Answer retried = install.operator("retry?from=b", "{}");
        assertThat(retried.text("current_step_id")).as(retried.body()).isEqualTo("b");
        install.success("b", 2);
        assertThat(install.success("c", 2).text("status")).isEqualTo("completed");
        assertThat(install.attempts("a")).containsExactly("success");
        assertThat(install.attempts("b")).containsExactly("success", "success");
    }

    @Test
    @Promise(number = 12, says = "one that has not ended, and a step that is not there, are refused and change nothing")
    void whatCannotBeRetried(Site site) {
        Install install = site.install(script("a"), script("b"));
        Answer early = install.operator("retry", "{}");
        assertThat(early.status()).as(early.body()).isEqualTo(409);
        assertThat(early.text("code")).isEqualTo("execution-not-ended");
        install.failed("a", 1);
        Answer nowhere = install.operator("retry?from=nowhere", "{}");
        assertThat(nowhere.text("code")).as(nowhere.body()).isEqualTo("step-unknown");
        JsonNode shown = install.shown();
        assertThat(shown.path("run").asInt()).isEqualTo(1);
        assertThat(shown.path("status").asText()).isEqualTo("failed");
    }
}
