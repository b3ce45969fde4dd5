package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 3,
        says = "A callback of an older attempt, of another step or with another token never changes the state.")
@ExtendWith(SharedEngine.class)
class P03FencedCallbackTest {
    @Test
    @Promise(number = 3, says = "an older attempt's word is refused with 409, whatever it says")
    void anOlderAttempt(Site site) {
        Install install = site.install(
                script("a", "\"on_failure\":\"retry\",\"max_retries\":3,\"retry_delay_seconds\":0"), script("b"));
        install.failed("a", 1);
        install.await("/current_attempt", "2");
        String before = results(install);
        refused(install.say("a", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"old\""), 409, "attempt-closed");
        refused(install.say("a", "\"status\":\"progress\",\"attempt\":1"), 409, "attempt-closed");
        assertThat(results(install)).isEqualTo(before);
    }

    @Test
    @Promise(number = 3, says = "the word on a step that is not current is refused with 409")
    void anotherStep(Site site) {
        Install install = site.install(script("a"), script("b"));
        String before = results(install);
        refused(install.say("b", "\"status\":\"success\""), 409, "step-not-current");
        refused(install.say("b", "\"status\":\"failed\",\"attempt\":1"), 409, "step-not-current");
        refused(install.say("nowhere", "\"status\":\"success\""), 404, "step-unknown");
        assertThat(results(install)).isEqualTo(before);
    }

    @Test
    @Promise(number = 3, says = "another execution's token opens nothing: 403")
    void anotherToken(Site site) {
        Install install = site.install(script("a"), script("b"));
        Install stranger = site.install(script("a"), script("b"));
        Install thief = new Install(site, install.mac(), install.node(), install.id(), stranger.token());
        long before = install.journalled("");
        refused(thief.success("a", 1), 403, "wrong-token");
        refused(thief.heartbeat(""), 403, "wrong-token");
        assertThat(install.journalled("")).isEqualTo(before);
        assertThat(install.attempts("a")).containsExactly("running");
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
    }

    private static String results(Install install) {
        JsonNode shown = install.shown();
        return shown.path("status") + " " + shown.path("current_step_id") + " " + shown.path("current_attempt") + " "
                + shown.path("step_results");
    }
}
