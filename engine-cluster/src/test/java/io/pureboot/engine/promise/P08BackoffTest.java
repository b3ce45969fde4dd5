package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.protocol.ReportStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Promise(
        number = 8,
        says =
                "A step that failed is tried again after a delay that grows as the workflow says, unless another attempt is pointless.")
@ExtendWith(SharedEngine.class)
class P08BackoffTest {
    private static final int ATTEMPTS = 5;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'backoff: constant', 0.7, 10000 10000 10000 10000",
        "'backoff: linear', 0.7, 10000 20000 30000 40000",
        "'backoff: exponential', 0.7, 10000 20000 40000 80000",
        "'backoff: exponential, max_delay_seconds: 30', 0.7, 10000 20000 30000 30000",
        "'backoff: constant, jitter: 0.5', 0.0, 10000 10000 10000 10000",
        "'backoff: constant, jitter: 0.5', 0.999, 5005 5005 5005 5005",
    })
    @Promise(
            number = 8,
            says = "constant, linear, exponential, never above max_delay_seconds, with jitter drawn from the delay")
    void delays(String policy, double chance, String milliseconds) {
        PureRun run = new PureRun(
                        "steps: [{name: a, type: script, config: {script: x}, on_failure: retry, max_retries: "
                                + ATTEMPTS + ", retry_delay_seconds: 10, " + policy + "}]")
                .chance(chance);
        List<String> delays = new ArrayList<>();
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            run.report("a", ReportStatus.FAILED, attempt);
            ExecutionEvent last = run.newEvents().getLast();
            assertThat(last).isInstanceOf(ExecutionEvent.RetryScheduled.class);
            delays.add(String.valueOf(Duration.between(run.now(), ((ExecutionEvent.RetryScheduled) last).due())
                    .toMillis()));
            run.later(80);
            run.timePasses();
        }
        assertThat(String.join(" ", delays)).isEqualTo(milliseconds);
        run.report("a", ReportStatus.FAILED, ATTEMPTS);
        assertThat(run.execution().status().terminal())
                .as("the maximum is a total")
                .isTrue();
    }

    @Test
    @Promise(number = 8, says = "an agent's retryable: false ends the trying")
    void theAgentKnowsBetter(Site site) {
        Install install =
                site.install(script("a", "\"on_failure\":\"retry\",\"max_retries\":5,\"retry_delay_seconds\":0"));
        install.say("a", "\"status\":\"failed\",\"attempt\":1,\"retryable\":false,\"message\":\"no such disk\"");
        JsonNode shown = install.shown();
        assertThat(shown.path("status").asText()).isEqualTo("failed");
        assertThat(shown.path("error_message").asText()).contains("no such disk");
        assertThat(install.attempts("a")).containsExactly("failed");
    }

    @Test
    @Promise(number = 8, says = "an exit code that is not in retry_on ends the trying, one that is does not")
    void onlySomeExitCodesAreWorthIt(Site site) {
        Install install = site.install(
                script("a", "\"on_failure\":\"retry\",\"max_retries\":5,\"retry_delay_seconds\":0,\"retry_on\":[75]"));
        install.say("a", "\"status\":\"failed\",\"attempt\":1,\"exit_code\":75");
        install.await("/current_attempt", "2");
        install.say("a", "\"status\":\"failed\",\"attempt\":2,\"exit_code\":1");
        assertThat(install.shown().path("status").asText()).isEqualTo("failed");
        assertThat(install.attempts("a")).containsExactly("failed", "failed");
    }
}
