package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 4,
        says =
                "A callback is acknowledged only when it is persisted; none that was acknowledged is lost, none takes effect twice.",
        alsoIn = "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java")
@ExtendWith(SharedEngine.class)
class P04AcknowledgedOnlyWhenPersistedTest {
    @Test
    @Promise(number = 4, says = "while the journal cannot be written there is no answer")
    void noAnswerBeforeTheJournalHasIt(Site site) throws SQLException {
        Install install = site.install(script("a"), script("b"));
        CompletableFuture<Answer> answer;
        try (Connection blocker = site.database().connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            answer = CompletableFuture.supplyAsync(() -> install.success("a", 1));
            Awaitility.await("the journal's write to wait for the lock")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> site.count("SELECT count(*) FROM pg_locks WHERE NOT granted"
                                    + " AND relation = 'event_journal'::regclass")
                            > 0);
            assertThat(answer).isNotDone();
            blocker.rollback();
        }
        Answer acknowledged = answer.join();
        assertThat(acknowledged.status()).as(acknowledged.body()).isEqualTo(200);
        assertThat(install.journalled("attempt-ended")).isEqualTo(1);
    }

    @Test
    @Promise(
            number = 4,
            says =
                    "whoever gets no answer is told that it may have been done; it was, and the repetition is known as one")
    void whatGotNoAnswerMayHaveBeenDone() throws SQLException {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> impatient = Map.of("execution.ask-timeout", "300 ms", "execution.ask-patience", "1 s");
        try (Site site = Site.open(database, impatient);
                Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            Install install = site.install(script("a"), script("b"));
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            Answer unanswered = install.success("a", 1);
            assertThat(unanswered.status()).as(unanswered.body()).isEqualTo(503);
            assertThat(unanswered.text("code")).isEqualTo("unavailable");
            assertThat(unanswered.text("detail"))
                    .contains("may have been made", "the same Idempotency-Key or event_id");
            blocker.rollback();
            Awaitility.await("the journal to have it")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> install.journalled("attempt-ended") == 1);
            Answer again = install.success("a", 1);
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        }
    }

    @Test
    @Promise(number = 4, says = "what was acknowledged is there for the engine that comes after")
    void whatWasAcknowledgedIsThereAfterwards() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Install before;
        try (Site site = Site.open(database, Map.of())) {
            before = site.install(script("a"), script("b"));
            assertThat(before.success("a", 1).status()).isEqualTo(200);
        }
        try (Site next = Site.open(database, Map.of())) {
            Install install = new Install(next, before.mac(), before.node(), before.id(), before.token());
            assertThat(install.attempts("a")).containsExactly("success");
            assertThat(install.success("a", 1).json().path("duplicate").asBoolean())
                    .isTrue();
            assertThat(install.success("b", 1).text("status")).isEqualTo("completed");
        }
    }

    @Test
    @Promise(number = 4, says = "of many that bring the same word at once one takes effect, and all are acknowledged")
    void manyAtOnceTakeEffectOnce(Site site) {
        Install install = site.install(script("a"), script("b"), script("c"));
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> install.success("a", 1), many))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream()
                            .filter(answer -> !answer.json().path("duplicate").asBoolean()))
                    .hasSize(1);
        }
        assertThat(install.journalled("attempt-ended")).isEqualTo(1);
        assertThat(install.attempts("b")).containsExactly("running");
    }
}
