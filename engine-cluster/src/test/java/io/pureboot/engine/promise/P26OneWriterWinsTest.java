package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@Promise(
        number = 26,
        says =
                "Two writers of one execution can never both win: the journal's primary key is the fence, and the loser stops.",
        alsoIn = "deploy/lab/src/test/java/io/pureboot/lab/chaos/ChaosTest.java")
class P26OneWriterWinsTest {
    private static final int RACES = 6;
    /** A loser does not answer; the sooner it is asked again, the shorter the test. */
    private static final Map<String, Object> ASKING_AGAIN_SOON =
            Map.of("pureboot.engine.execution.ask-timeout", "1 s", "pureboot.engine.execution.ask-patience", "60 s");

    private static EngineMember one;
    private static EngineMember other;

    /** Two clusters that do not know each other, as after a network partition, over one database. */
    @BeforeAll
    static void open() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        one = EngineMember.found(database, ASKING_AGAIN_SOON);
        other = EngineMember.found(database, ASKING_AGAIN_SOON);
    }

    @AfterAll
    static void close() {
        one.close();
        other.close();
    }

    @Test
    @Promise(
            number = 26,
            says =
                    "who writes on a state that is no longer the newest acknowledges nothing, reads the journal again, and agrees with the winner")
    void theLoserReadsTheJournalAgain() {
        ExecutionId id = Members.started(one);
        // Both have it in memory now, in the same state.
        assertThat(Members.execution(other, id)).isEqualTo(Members.execution(one, id));
        assertThat(Members.report(one, id, "one", ReportStatus.SUCCESS, "winner"))
                .isInstanceOf(ExecutionAnswer.Done.class);
        assertThat(Members.execution(other, id).attempts())
                .as("the other one does not know yet")
                .extracting(Attempt::status)
                .containsExactly(StepStatus.RUNNING);
        ExecutionAnswer lost = Members.report(other, id, "one", ReportStatus.FAILED, "loser");
        assertThat(lost).isInstanceOf(ExecutionAnswer.Refused.class);
        assertThat(((ExecutionAnswer.Refused) lost).refusal().code()).isEqualTo(Refusal.Code.ATTEMPT_CLOSED);
        assertThat(Members.execution(other, id).attempts())
                .extracting(Attempt::status)
                .containsExactly(StepStatus.SUCCESS, StepStatus.RUNNING);
        assertThat(Members.journalled(one, id, "attempt-ended")).isEqualTo(1);
    }

    @Test
    @Promise(
            number = 26,
            says = "of two contradicting words at once exactly one is taken, and it is the one in the journal")
    void ofTwoAtOnceOneIsTaken() {
        List<ExecutionId> ids =
                Stream.generate(() -> Members.started(one)).limit(RACES).toList();
        ids.forEach(id -> Members.execution(other, id));
        for (ExecutionId id : ids) {
            CompletableFuture<ExecutionAnswer> success =
                    CompletableFuture.supplyAsync(() -> Members.report(one, id, "one", ReportStatus.SUCCESS, "yes"));
            CompletableFuture<ExecutionAnswer> failure =
                    CompletableFuture.supplyAsync(() -> Members.report(other, id, "one", ReportStatus.FAILED, "no"));
            boolean succeeded = success.join() instanceof ExecutionAnswer.Done;
            boolean failed = failure.join() instanceof ExecutionAnswer.Done;
            assertThat(succeeded).as("one of them is taken, not both").isNotEqualTo(failed);
            assertThat(Members.journalled(one, id, "attempt-ended")).isEqualTo(1);
            // Who has lost has read the journal again; who has won knows it anyway.
            Execution execution = Members.execution(succeeded ? other : one, id);
            assertThat(execution.attempts().getFirst().status())
                    .isEqualTo(succeeded ? StepStatus.SUCCESS : StepStatus.FAILED);
        }
    }
}
