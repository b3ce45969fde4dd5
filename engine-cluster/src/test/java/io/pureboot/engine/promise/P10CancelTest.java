package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 10,
        says =
                "A cancel is persisted, reaches the agent, waits for its word or the grace period, cleans up, and ends cancelled.")
@ExtendWith(SharedEngine.class)
class P10CancelTest {
    @Test
    @Promise(
            number = 10,
            says =
                    "the agent learns it at its next heartbeat or poll; after its word the steps of on_cancel run, then it is cancelled")
    void theAgentIsToldAndWhatIsNamedCleansUp(Site site) {
        Install install = site.installWith("\"on_cancel\":[\"wipe\"],", script("a"), script("b"), script("wipe"));
        Answer cancel = install.operator("cancel", "{\"reason\":\"wrong machine\"}");
        assertThat(cancel.status()).as(cancel.body()).isEqualTo(200);
        assertThat(cancel.text("status")).isEqualTo("cancelling");
        assertThat(install.journalled("cancel-requested")).isEqualTo(1);
        assertThat(install.heartbeat("").text("directive")).isEqualTo("cancel");
        assertThat(site.engine()
                        .get("/api/v1/callback/" + install.id() + "/current", install.token())
                        .text("directive"))
                .isEqualTo("cancel");
        assertThat(install.failed("a", 1).text("current_step_id")).isEqualTo("wipe");
        assertThat(install.success("wipe", 1).text("status")).isEqualTo("cancelled");
        assertThat(install.attempts("a")).containsExactly("cancelled");
        assertThat(install.attempts("b")).isEmpty();
        install.awaitReleased();
    }

    @Test
    @Promise(number = 10, says = "a success in the grace period is recorded, and the execution still ends cancelled")
    void aSuccessInTheGracePeriodIsRecorded(Site site) {
        Install install = site.install(script("a"), script("b"));
        install.operator("cancel", "{}");
        assertThat(install.success("a", 1).text("status")).isEqualTo("cancelled");
        assertThat(install.attempts("a")).containsExactly("success");
        assertThat(install.attempts("b")).isEmpty();
    }

    @Test
    @Promise(number = 10, says = "an agent that says nothing is waited for as long as cancel_grace_seconds")
    void theGracePeriodEnds(Site site) {
        Install install = site.installWith("\"cancel_grace_seconds\":1,", script("a"), script("b"));
        install.operator("cancel", "{}");
        JsonNode cancelled = install.await("/status", "cancelled");
        assertThat(cancelled.at("/step_results/0/cause").asText()).isEqualTo("cancel_grace");
    }

    @Test
    @Promise(number = 10, says = "force: true ends at once, without grace and clean-up")
    void force(Site site) {
        Install install = site.installWith("\"on_cancel\":[\"wipe\"],", script("a"), script("wipe"));
        assertThat(install.operator("cancel", "{\"force\":true}").text("status"))
                .isEqualTo("cancelled");
        assertThat(install.attempts("wipe")).isEmpty();
        assertThat(install.heartbeat("").text("directive")).isEqualTo("stop");
    }

    @Test
    @Promise(number = 10, says = "a repeated cancel gets the same answer, and leaves no event")
    void repeated(Site site) {
        Install install = site.install(script("a"), script("b"));
        Answer first = install.operator("cancel", "{}");
        long before = install.journalled("");
        Answer second = install.operator("cancel", "{}");
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(install.journalled("")).isEqualTo(before);
        install.failed("a", 1);
        assertThat(install.operator("cancel", "{}").text("status")).isEqualTo("cancelled");
    }

    @Test
    @Promise(number = 10, says = "the cancel of one that has ended otherwise gets 409 with its status")
    void ofOneThatHasEnded(Site site) {
        Install install = site.install(script("a"));
        install.success("a", 1);
        Answer late = install.operator("cancel", "{}");
        assertThat(late.status()).as(late.body()).isEqualTo(409);
        assertThat(late.text("code")).isEqualTo("execution-ended");
        assertThat(late.text("detail")).contains("completed");
        assertThat(install.shown().path("status").asText()).isEqualTo("completed");
    }
}
