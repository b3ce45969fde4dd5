package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Promise(
        number = 25,
        says =
                "When an engine dies its executions go on at another one; nothing that was acknowledged is lost, and nothing is done twice.",
        missing =
                "pureboot chaos measures the gaps after kill -9 and SIGTERM and fails over 20 s and 3 s; the test in the build holds them only to 3 min",
        alsoIn = {
            "deploy/lab/src/test/java/io/pureboot/lab/ThreeEnginesTest.java",
            "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java",
            "deploy/lab/src/test/java/io/pureboot/lab/chaos/ChaosTest.java"
        })
class P25EngineKilledTest {
    private static final int EXECUTIONS = 16;

    @Test
    @Promise(
            number = 25,
            says = "what the dead engine had acknowledged is known at the other one, which goes on from there")
    void executionsOfADeadEngineGoOn() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        try (EngineMember one = EngineMember.found(database, Map.of())) {
            EngineMember dying = one.joinedBy(database, Map.of());
            List<ExecutionId> ids = Stream.generate(() -> Members.started(dying))
                    .limit(EXECUTIONS)
                    .toList();
            // One half is in the middle when the engine dies, the other half has said its first word.
            for (ExecutionId id : ids.subList(0, EXECUTIONS / 2)) {
                taken(Members.report(dying, id, "one", ReportStatus.SUCCESS, "first"), false);
            }
            dying.close();
            one.down(dying);
            for (ExecutionId id : ids) {
                boolean said = ids.indexOf(id) < EXECUTIONS / 2;
                taken(Members.report(one, id, "one", ReportStatus.SUCCESS, "first"), said);
                taken(Members.report(one, id, "two", ReportStatus.SUCCESS, "second"), false);
                assertThat(Members.execution(one, id).status()).isEqualTo(ExecutionStatus.COMPLETED);
                assertThat(Members.journalled(one, id, "attempt-ended")).isEqualTo(2);
            }
        }
    }

    private static void taken(ExecutionAnswer answer, boolean duplicate) {
        assertThat(answer).isInstanceOf(ExecutionAnswer.Done.class);
        assertThat(((ExecutionAnswer.Done) answer).duplicate()).isEqualTo(duplicate);
    }
}
