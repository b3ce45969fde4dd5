package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(number = 1, says = "A repeated callback is answered like the first one, as a duplicate, and changes nothing.")
@ExtendWith(SharedEngine.class)
class P01RepeatedCallbackTest {
    @Test
    @Promise(number = 1, says = "the same event_id answers 200 with duplicate: true, and leaves no event")
    void theSameEventIsTakenOnce(Site site) {
        Install install = site.install(script("a"), script("b"), script("c"));
        repeatsWithoutAnEvent(install, "\"status\":\"success\",\"attempt\":1,\"event_id\":\"e-1\"");
        assertThat(install.shown().path("current_step_id").asText()).isEqualTo("b");
    }

    @Test
    @Promise(
            number = 1,
            says = "the same attempt with the same terminal status is a duplicate too, under another event_id or none")
    void theSameEndIsTakenOnce(Site site) {
        Install install = site.install(script("a"), script("b"), script("c"));
        repeatsWithoutAnEvent(install, "\"status\":\"success\",\"attempt\":1");
        long before = install.journalled("");
        Answer another = install.say("a", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"another\"");
        assertThat(another.json().path("duplicate").asBoolean())
                .as(another.body())
                .isTrue();
        assertThat(install.journalled("")).isEqualTo(before);
    }

    @Test
    @Promise(number = 1, says = "a success that comes again when the workflow is further on does not rewind it")
    void aRepeatedSuccessDoesNotRewind(Site site) {
        Install install = site.install(script("a"), script("b"), script("c"));
        install.success("a", 1);
        install.success("b", 1);
        Answer again = install.say("a", "\"status\":\"success\"");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().path("duplicate").asBoolean()).as(again.body()).isTrue();
        assertThat(again.text("current_step_id")).isEqualTo("c");
        assertThat(install.attempts("b")).containsExactly("success");
    }

    private static void repeatsWithoutAnEvent(Install install, String word) {
        Answer first = install.say("a", word);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.json().path("duplicate").asBoolean()).as(first.body()).isFalse();
        long before = install.journalled("");
        Answer second = install.say("a", word);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(second.json().path("duplicate").asBoolean())
                .as(second.body())
                .isTrue();
        assertThat(install.journalled("")).as("events of the execution").isEqualTo(before);
    }
}
