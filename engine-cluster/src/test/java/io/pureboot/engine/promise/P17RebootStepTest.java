package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 17,
        says = "A reboot step succeeds on the agent's word, or, where it says so, only by evidence of the next boot.")
@ExtendWith(SharedEngine.class)
class P17RebootStepTest {
    private static String reboot(String confirm) {
        return "{\"id\":\"re\",\"name\":\"re\",\"type\":\"reboot\",\"config\":{" + confirm + "}}";
    }

    private static final String ANNOUNCED =
            "\"status\":\"success\",\"attempt\":1,\"event_id\":\"announced\",\"boot_id\":\"b-1\"";

    @Test
    @Promise(number = 17, says = "by default the agent's word is enough")
    void theAgentsWord(Site site) {
        Install install = site.install(reboot(""), script("b"));
        assertThat(install.say("re", ANNOUNCED).text("current_step_id")).isEqualTo("b");
    }

    @Test
    @Promise(
            number = 17,
            says = "with confirm: boot the word only announces it, and the same boot's word never confirms it")
    void anAnnouncementIsNoEvidence(Site site) {
        Install install = announced(site);
        assertThat(install.say("re", ANNOUNCED).json().path("duplicate").asBoolean())
                .isTrue();
        install.heartbeat("\"boot_id\":\"b-1\"");
        install.heartbeat("");
        install.say("re", "\"status\":\"progress\",\"boot_id\":\"b-1\"");
        assertThat(install.attempts("re")).containsExactly("running");
        assertThat(install.shown().at("/waiting_for/what").asText()).isEqualTo("reboot");
    }

    @Test
    @Promise(number = 17, says = "a new boot request is evidence")
    void aBootRequestConfirms(Site site) {
        Install install = announced(site);
        install.boot();
        confirmed(install);
    }

    @Test
    @Promise(number = 17, says = "another boot_id, in a heartbeat or a report, is evidence as well")
    void anotherBootIdConfirms(Site site) {
        Install beating = announced(site);
        beating.heartbeat("\"boot_id\":\"b-2\"");
        confirmed(beating);
        Install reporting = announced(site);
        reporting.say("re", "\"status\":\"success\",\"boot_id\":\"b-2\",\"event_id\":\"after\"");
        confirmed(reporting);
    }

    @Test
    @Promise(number = 17, says = "the announcement that comes again later is still known")
    void theAnnouncementComesAgainLater(Site site) {
        Install install = announced(site);
        install.say("re", "\"status\":\"success\",\"boot_id\":\"b-2\",\"event_id\":\"after\"");
        long before = install.journalled("");
        Answer again = install.say("re", ANNOUNCED);
        assertThat(again.json().path("duplicate").asBoolean()).as(again.body()).isTrue();
        assertThat(install.journalled("")).isEqualTo(before);
    }

    private static Install announced(Site site) {
        Install install = site.install(reboot("\"confirm\":\"boot\""), script("b"));
        Answer announced = install.say("re", ANNOUNCED);
        assertThat(announced.status()).as(announced.body()).isEqualTo(200);
        assertThat(announced.text("current_step_id")).isEqualTo("re");
        assertThat(install.journalled("reboot-announced")).isEqualTo(1);
        return install;
    }

    private static void confirmed(Install install) {
        assertThat(install.attempts("re")).containsExactly("success");
        assertThat(install.attempts("b")).containsExactly("running");
    }
}
