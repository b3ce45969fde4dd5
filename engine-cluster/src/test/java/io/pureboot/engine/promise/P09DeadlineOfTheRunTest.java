package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.ReportStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(number = 9, says = "An execution's deadline belongs to its run: a retry gives a new one.")
@ExtendWith(SharedEngine.class)
class P09DeadlineOfTheRunTest {
    @Test
    @Promise(number = 9, says = "the new run has the whole time again, counted from its own start")
    void aRetryCountsFromItsOwnStart() {
        PureRun run = new PureRun("timeout_seconds: 400\nsteps: [{name: a, type: script, config: {script: x}}]");
        assertThat(run.execution().deadline()).contains(PureRun.BEGIN.plusSeconds(400));
        run.later(390).report("a", ReportStatus.FAILED, 1);
        run.later(1000).retry();
        assertThat(run.execution().run()).isEqualTo(2);
        assertThat(run.execution().deadline()).contains(PureRun.BEGIN.plusSeconds(390 + 1000 + 400));
        run.later(399).timePasses();
        assertThat(run.execution().status().terminal()).isFalse();
        run.later(1).timePasses();
        assertThat(run.execution().status().terminal()).isTrue();
    }

    @Test
    @Promise(number = 9, says = "an execution that ran out of time is not out of time at once when it is retried")
    void outOfTimeAndRetried(Site site) {
        Install install = site.installWith("\"timeout_seconds\":5,", script("a"));
        JsonNode over = install.await("/status", "failed");
        assertThat(over.at("/step_results/0/cause").asText()).isEqualTo("execution_timeout");
        Answer retried = install.operator("retry", "{}");
        assertThat(retried.status()).as(retried.body()).isEqualTo(200);
        assertThat(retried.json().path("run").asInt()).isEqualTo(2);
        assertThat(Instant.parse(retried.text("deadline")))
                .isAfter(Instant.parse(over.path("completed_at").asText()));
    }
}
