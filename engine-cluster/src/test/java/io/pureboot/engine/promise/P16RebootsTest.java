package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.protocol.ExecutionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 16,
        says =
                "An unexpected boot within an attempt meets the step's policy; too many boots of one step hold the execution.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/workflow/UnexpectedRebootTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/http/MachineSurprisesTest.java"
        })
@ExtendWith(SharedEngine.class)
class P16RebootsTest {
    @Test
    @Promise(
            number = 16,
            says = "by default the same attempt of the same step is served again, and the reboot is shown")
    void resumeServesTheSameStepAgain(Site site) {
        Install install = site.install(script("a"), script("b"));
        install.heartbeat("\"boot_id\":\"b-1\"");
        Answer boot = install.boot();
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("kernel");
        Answer order = order(site, install, boot, "b-2");
        assertThat(order.text("directive")).as(order.body()).isEqualTo("run");
        assertThat(order.text("step_id")).isEqualTo("a");
        assertThat(order.json().path("attempt").asInt()).isEqualTo(1);
        JsonNode shown = install.shown();
        assertThat(shown.path("unexpected_reboots")).hasSize(1);
        assertThat(shown.at("/unexpected_reboots/0/from").asText()).isEqualTo("b-1");
        assertThat(shown.at("/unexpected_reboots/0/policy").asText()).isEqualTo("resume");
        assertThat(install.journalled("unexpected-reboot")).isEqualTo(1);
        assertThat(install.attempts("a")).containsExactly("running");
        assertThat(install.success("a", 1).text("current_step_id")).isEqualTo("b");
    }

    @Test
    @Promise(number = 16, says = "with fail another boot's word ends the attempt, and with it what its on_failure says")
    void failEndsTheAttempt(Site site) {
        Install install = site.install(script("a", "\"on_unexpected_reboot\":\"fail\""));
        assertThat(install.heartbeat("\"boot_id\":\"b-1\"").text("directive")).isEqualTo("continue");
        assertThat(install.heartbeat("\"boot_id\":\"b-1\"").text("directive"))
                .as("the same boot")
                .isEqualTo("continue");
        assertThat(install.heartbeat("\"boot_id\":\"b-2\"").text("directive")).isEqualTo("stop");
        JsonNode shown = install.shown();
        assertThat(shown.path("status").asText()).as(shown.toPrettyString()).isEqualTo("failed");
        assertThat(shown.at("/step_results/0/message").asText()).isEqualTo("the machine has rebooted unexpectedly");
    }

    @Test
    @Promise(number = 16, says = "with retry the attempt has failed and the next one follows, while attempts are left")
    void retryBeginsTheNextAttempt(Site site) {
        Install install = site.install(
                script("a", "\"on_unexpected_reboot\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":0"));
        install.heartbeat("\"boot_id\":\"b-1\"");
        install.heartbeat("\"boot_id\":\"b-2\"");
        install.await("/current_attempt", "2");
        assertThat(install.attempts("a")).containsExactly("failed", "running");
        assertThat(install.heartbeat("\"boot_id\":\"b-2\"").text("directive"))
                .as("the boot is known now")
                .isEqualTo("continue");
        install.heartbeat("\"boot_id\":\"b-3\"");
        assertThat(install.await("/status", "failed").path("step_results")).hasSize(2);
    }

    @Test
    @Promise(
            number = 16,
            says =
                    "more boots of one step than allowed pause the execution, with the reason; a resume serves the step again and counts anew")
    void tooManyBootsPauseTheExecution(Site site) {
        Install install = site.installWith("\"boot_loop\":{\"boots\":2,\"minutes\":60},", script("a"), script("b"));
        served(install.boot());
        served(install.boot());
        Answer held = install.boot();
        assertThat(held.text("action")).as(held.body()).isEqualTo("wait");
        assertThat(held.json().has("token")).isFalse();
        assertThat(held.json().path("retry_seconds").asInt()).isPositive();
        JsonNode shown = install.shown();
        assertThat(shown.path("status").asText()).as(shown.toPrettyString()).isEqualTo("paused");
        assertThat(shown.at("/pause/cause").asText()).isEqualTo("boot_loop");
        assertThat(shown.at("/pause/reason").asText()).contains("has booted 3 times in step 'a'");
        assertThat(shown.at("/boot_loop/boots").asInt()).isEqualTo(3);
        assertThat(install.boot().text("action")).isEqualTo("wait");
        assertThat(install.journalled("execution-paused")).isEqualTo(1);

        Answer resumed = install.operator("resume", "{\"reason\":\"new power supply\"}");
        assertThat(resumed.text("status")).as(resumed.body()).isEqualTo("running");
        assertThat(resumed.json().has("boot_loop")).isFalse();
        served(install.boot());
        Answer boot = served(install.boot());
        assertThat(order(site, install, boot, "b-1").text("step_id")).isEqualTo("a");
        Install last = new Install(site, install.mac(), install.node(), install.id(), boot.text("token"));
        assertThat(last.success("a", 1).text("current_step_id")).isEqualTo("b");
    }

    @Test
    @Promise(number = 16, says = "boots that lie further apart than the workflow's minutes hold nothing")
    void bootsThatLieApart() {
        PureRun run = new PureRun(
                "boot_loop: {boots: 2, minutes: 10}\nsteps: [{name: a, type: script, config: {script: x}}]");
        for (int i = 0; i < 6; i++) {
            run.later(301).tell(new ExecutionCommand.BootRequested("r-" + i, false, true));
        }
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.RUNNING);
        run.later(1).tell(new ExecutionCommand.BootRequested("r-6", false, true));
        assertThat(run.execution().status()).isEqualTo(ExecutionStatus.PAUSED);
    }

    private static Answer served(Answer boot) {
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("kernel");
        assertThat(boot.text("step_id")).as(boot.body()).isEqualTo("a");
        return boot;
    }

    /** What the agent of that boot is told to do. */
    private static Answer order(Site site, Install install, Answer boot, String bootId) {
        return site.engine().get("/api/v1/callback/" + install.id() + "/current?boot_id=" + bootId, boot.text("token"));
    }
}
