package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.workflow.Decision;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 2,
        says =
                "The order of the journal decides, never a clock: what comes after a persisted time-out is refused and remembered.")
@ExtendWith(SharedEngine.class)
class P02JournalOrderDecidesTest {
    private static final String SHORT =
            "\"timeout_seconds\":1,\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":600";

    @Test
    @Promise(
            number = 2,
            says =
                    "after a persisted timed_out a late success gets 409 attempt-closed, which names the outcome and what is current")
    void aLateSuccessIsRefused(Site site) {
        Install install = site.install(script("a", SHORT), script("b"));
        install.await("/step_results/0/status", "timed_out");
        Answer late = install.success("a", 1);
        assertThat(late.status()).as(late.body()).isEqualTo(409);
        assertThat(late.text("code")).isEqualTo("attempt-closed");
        assertThat(late.text("detail")).contains("timed_out").contains("step 'a' waits for its retry");
        assertThat(install.attempts("a")).containsExactly("timed_out");
    }

    @Test
    @Promise(number = 2, says = "the refusal names the attempt that is current")
    void theRefusalNamesTheCurrentAttempt(Site site) {
        Install install = site.install(
                script("a", "\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":0"), script("b"));
        install.failed("a", 1);
        install.await("/current_attempt", "2");
        Answer late = install.say("a", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"late\"");
        assertThat(late.status()).as(late.body()).isEqualTo(409);
        assertThat(late.text("detail")).contains("has ended: failed").contains("attempt 2 of step 'a' is current");
    }

    @Test
    @Promise(number = 2, says = "refused callbacks are shown on the execution, the first twenty of them")
    void refusedCallbacksAreShown(Site site) {
        Install install = site.install(script("a"), script("b"));
        for (int attempt = 2; attempt < 32; attempt++) {
            assertThat(install.success("a", attempt).status()).isEqualTo(409);
            assertThat(install.success("a", attempt).status()).isEqualTo(409);
        }
        JsonNode rejected = install.shown().path("rejected_callbacks");
        assertThat(rejected).hasSize(20);
        assertThat(rejected.at("/0/step").asText()).isEqualTo("a");
        assertThat(rejected.at("/0/attempt").asInt()).isEqualTo(2);
        assertThat(rejected.at("/0/code").asText()).isEqualTo("attempt-unknown");
        assertThat(install.journalled("report-refused")).isEqualTo(20);
    }

    @Test
    @Promise(number = 2, says = "with late_success: accept it counts, while the step only waits for its retry")
    void aLateSuccessIsWelcomeWhereTheStepSaysSo(Site site) {
        Install install = site.install(script("a", SHORT, "\"late_success\":\"accept\""), script("b"));
        install.await("/step_results/0/status", "timed_out");
        Answer late = install.success("a", 1);
        assertThat(late.status()).as(late.body()).isEqualTo(200);
        assertThat(late.text("current_step_id")).isEqualTo("b");
        assertThat(install.attempts("a")).containsExactly("success");
    }

    @Test
    @Promise(number = 2, says = "a success after the deadline counts as long as no time-out is persisted")
    void theClockAloneClosesNothing() {
        PureRun run = new PureRun("steps: [{name: a, type: script, config: {script: x}, timeout_seconds: 10}]");
        assertThat(run.later(3600).report("a", ReportStatus.SUCCESS, 1)).isInstanceOf(Decision.Accepted.class);
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.COMPLETED);
    }
}
