package io.pureboot.lab.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.lab.chaos.check.Finding.Kind;
import io.pureboot.lab.chaos.evidence.Tables;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Heard;
import io.pureboot.protocol.ReportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker finds nothing in a clean tale, and finds each fault that is put in by hand. */
class CheckerTest {
    private static final Instant LATER = Instant.parse("2026-01-26T11:00:00Z");

    private final Tale tale = Tale.clean();

    @Test
    void nothingIsFoundInACleanTale() {
        Verdict verdict = tale.judged();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.counts().sent()).isEqualTo(5);
        assertThat(verdict.counts().persisted()).isEqualTo(4);
        assertThat(verdict.counts().spooled()).isEqualTo(1);
        assertThat(verdict.counts().completed()).isEqualTo(1);
    }

    // --- lost

    @Test
    void aReportThatTheEngineAcknowledgedIsMissing() {
        tale.said("install", 2, ReportStatus.SUCCESS, "s3", new Heard.Persisted(false));
        found(Kind.LOST, "event s3");
    }

    @Test
    void aReportThatTheEdgeAcknowledgedIsMissing() {
        tale.without("attempt-ended", "f1");
        tale.without("retry-scheduled", "install");
        tale.without("attempt-started", "\"attempt\":2");
        found(Kind.LOST, "event f1");
    }

    @Test
    void anAcknowledgedProgressIsMissing() {
        tale.subTasks.clear();
        found(Kind.LOST, "event p1");
    }

    @Test
    void aStartThatWasAcknowledgedIsMissing() {
        tale.ledger.add(new Entry.Started(LATER, LATER, "n1", "k2", "e2", false));
        found(Kind.LOST, "its start was acknowledged");
    }

    @Test
    void aReportWhoseAttemptHadEndedOtherwiseIsSupersededAndNoViolation() {
        tale.said("install", 1, ReportStatus.SUCCESS, "late", new Heard.Spooled());
        assertThat(found(Kind.SUPERSEDED, "event late").violations()).isEmpty();
    }

    @Test
    void aReportThatContradictsTheJournalAndWasAnsweredWith200IsLost() {
        tale.said("install", 1, ReportStatus.SUCCESS, "late", new Heard.Persisted(true));
        found(Kind.LOST, "event late");
    }

    @Test
    void theSameEndUnderAnotherEventIdIsADuplicateAndNotLost() {
        tale.said("install", 2, ReportStatus.SUCCESS, "s2-again", new Heard.Persisted(true));
        assertThat(tale.judged().findings()).isEmpty();
    }

    // --- doubled, in the journal

    @Test
    void anAttemptEndsTwice() {
        tale.ended("install", 2, "success", Optional.of("s9"));
        found(Kind.DOUBLED, "two attempt-ended of attempt 2 of install");
    }

    @Test
    void anEventIdEndsTwoAttempts() {
        tale.ended("other", 1, "success", Optional.of("s1"));
        found(Kind.DOUBLED, "two attempt-ended of s1");
    }

    @Test
    void twoAttemptsOfAStepRunAtOnce() {
        tale.without("attempt-ended", "f1");
        found(Kind.DOUBLED, "two running attempts of one step");
    }

    @Test
    void thereAreMoreAttemptsThanTheMaximum() {
        tale.started("install", 3, 3);
        found(Kind.DOUBLED, "more attempts than the maximum of 2");
    }

    @Test
    void anAttemptIsStartedAfterTheEnd() {
        tale.started("prepare", 2, 1);
        found(Kind.DOUBLED, "an attempt was started after the end");
    }

    @Test
    void anExecutionEndsTwice() {
        tale.execution("execution-ended", "\"status\":\"completed\"");
        found(Kind.DOUBLED, "it ended twice");
    }

    @Test
    void twoExecutionsAreActiveOnOneNode() {
        tale.without("execution-ended", "completed");
        tale.created("e2");
        found(Kind.DOUBLED, "execution e2 began while e1 was active on the node");
    }

    @Test
    void aNodeIsMovedTwice() {
        String move =
                "\"from\":\"installing\",\"to\":\"installed\",\"execution_id\":\"e1\",\"reason\":\"next_state of step x\"";
        tale.node("node-moved", move);
        tale.node("node-moved", move);
        found(Kind.DOUBLED, "the node has twice: moved to installed by e1");
    }

    @Test
    void aKeyHasTwoExecutions() {
        tale.node("node-locked", "\"execution_id\":\"e2\",\"lease\":2,\"key\":\"k1\"");
        found(Kind.DOUBLED, "two executions of one Idempotency-Key k1");
    }

    // --- doubled, for machines

    @Test
    void oneReportIsTakenTwiceAsNew() {
        tale.said("install", 2, ReportStatus.SUCCESS, "s2", new Heard.Persisted(false));
        found(Kind.DOUBLED, "one report was taken 2 times as new");
    }

    @Test
    void aReportOutOfPlaceTakesEffect() {
        tale.said("install", 1, ReportStatus.SUCCESS, "lie", false, new Heard.Persisted(false));
        found(Kind.DOUBLED, "a report that came out of place took effect");
    }

    @Test
    void aStepIsHandedOutAfterItsSuccess() {
        tale.told("prepare", 1);
        found(Kind.DOUBLED, "a step was handed out after its success");
    }

    @Test
    void anOlderAttemptIsHandedOutAgain() {
        tale.told("install", 1);
        found(Kind.DOUBLED, "an older attempt was handed out again");
    }

    @Test
    void theSameAttemptMayBeHandedOutAgainBeforeItsEnd() {
        tale.ledger.addFirst(new Entry.Told(LATER, "e1", "prepare", 1, io.pureboot.protocol.Directive.RUN));
        assertThat(tale.judged().findings()).isEmpty();
    }

    @Test
    void aKeyIsAnsweredWithTwoExecutions() {
        tale.ledger.add(new Entry.Started(LATER, LATER, "n1", "k1", "e2", true));
        found(Kind.DOUBLED, "two executions were answered under one Idempotency-Key k1");
    }

    // --- ends

    @Test
    void anExecutionHasNotEnded() {
        tale.without("execution-ended", "completed");
        found(Kind.STUCK, "it has not ended: running");
    }

    @Test
    void anExecutionIsCompletedWithoutAStep() {
        tale.without("attempt-ended", "s2");
        found(Kind.WRONG_END, "completed without the steps [install]");
    }

    @Test
    void anExecutionFailsBeforeItsAttemptsAreUsedUp() {
        tale.without("execution-ended", "completed");
        tale.without("attempt-ended", "s2");
        tale.without("attempt-started", "\"attempt\":2");
        tale.execution("execution-ended", "\"status\":\"failed\",\"failed_step\":\"install\"");
        found(Kind.WRONG_END, "failed, and no step has used up its attempts");
    }

    @Test
    void aMachineIsToldAnotherEnd() {
        tale.ledger.add(new Entry.Finished(LATER, "e1", "failed"));
        found(Kind.WRONG_END, "its machine was told that it is failed");
    }

    @Test
    void aNodeIsHeldByAnExecutionThatHasEnded() {
        tale.without("node-released", "e1");
        found(Kind.STUCK, "the node is still held by e1");
    }

    // --- tables

    @Test
    void aRowOfAnExecutionIsMissing() {
        tale.executions.clear();
        found(Kind.TABLE_DIFFERS, "table execution");
    }

    @Test
    void aRowOfAnExecutionIsBehind() {
        tale.executions.put("e1", new Tables.ExecutionLine("running", Optional.of("install"), 1, tale.last("e1") - 1));
        found(Kind.TABLE_DIFFERS, "table execution");
    }

    @Test
    void aRowOfANodeDiffers() {
        tale.nodes.put("n1", new Tables.NodeLine("pending", Optional.of("e1"), tale.last("n1")));
        found(Kind.TABLE_DIFFERS, "table node");
    }

    @Test
    void aWakeUpRowIsLeftAndNoViolation() {
        tale.wakeups.add("e1");
        assertThat(found(Kind.WAKE_ROW_LEFT, "wake-up row").violations()).isEmpty();
    }

    // --- timers

    @Test
    void theLatestTimerIsMeasured() {
        tale.started("other", 1, 1);
        tale.execution("retry-scheduled", "\"step\":\"other\",\"due\":\"2026-01-26T10:00:00Z\"");
        tale.started("other", 2, 1);
        assertThat(tale.judged().counts().latestTimer()).isGreaterThan(Duration.ofSeconds(20));
    }

    private Verdict found(Kind kind, String what) {
        Verdict verdict = tale.judged();
        assertThat(verdict.findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.what()).contains(what);
            assertThat(finding.proof()).isNotEmpty();
        });
        return verdict;
    }
}
