package io.pureboot.agents;

import static io.pureboot.agents.FakeEdge.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P-34: whatever a step's script does, its end is reported, and the heartbeat ends with it. */
class StepIsolationTest {
    private static final String EVERYWHERE = "io.pureboot.agents.Surroundings#all";

    @TempDir
    private Path scratch;

    private StepReport only(FakeEdge edge) {
        assertThat(edge.finals()).hasSize(1);
        return edge.finals().getFirst();
    }

    private StepReport reportOf(Surroundings surroundings, String script) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(run("s1", script));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
                return only(edge);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void exitCodeAndLastLinesOfAFailureAreReported(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, "echo to stdout; echo to stderr >&2\nexit 7");
        assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
        assertThat(report.exitCode()).contains(7);
        assertThat(report.logs()).contains("to stdout\nto stderr\n");
        assertThat(report.message().orElse("")).matches("exit code 7 after \\d+ s");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void setMinusEIsTheScriptsOwnMatter(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, "set -eu\necho before\nfalse\necho after");
        assertThat(report.exitCode()).contains(1);
        assertThat(report.logs()).contains("before\n");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aScriptThatKillsItsWholeGroupIsReported(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, "sleep 100 &\necho last words\nkill -9 0");
        assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
        assertThat(report.exitCode()).contains(137);
        assertThat(report.logs()).contains("last words\n");
        assertThat(report.message().orElse("")).startsWith("exit code 137 (killed by signal 9)");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aProgramLeftBehindWithTheOutputOpenDelaysNothing(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, "sleep 20 &\necho \"left $!\"");
        assertThat(report.exitCode()).contains(0);
        String left = report.logs().orElse("");
        assertThat(left).startsWith("left ");
        ProcessHandle.of(Long.parseLong(left.substring(5).strip())).ifPresent(ProcessHandle::destroyForcibly);
        // What keeps its output ends with it, and writes once more: the scratch directory must not go before that.
        Awaitility.await("the keeper of the output ends").until(this::outputHasEnded);
    }

    private boolean outputHasEnded() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            return files.anyMatch(file -> file.endsWith("output.end"));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void stdinIsEmptyAndTheEnvironmentSaysWhereWeAre(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(
                surroundings,
                "cat; echo $PUREBOOT_SERVER $PUREBOOT_EXECUTION $PUREBOOT_TOKEN $PUREBOOT_STEP_ID $PUREBOOT_ATTEMPT "
                        + "$PUREBOOT_BOOT_ID; echo \"$PUREBOOT_STEP_NAME:${PUREBOOT_SCRIPT:-}\"; ls -A | wc -l");
        assertThat(report.logs().orElse(""))
                .matches("http://127.0.0.1:\\d+ exec-1 token-of.exec-1 s1 1 boot-1\nit's \"s1\":\n *0\n");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aLongScriptArrivesByteForByte(Surroundings surroundings) throws Exception {
        String line = "# 'quotes' \"too\" $HOME `x` \\n ÀÈÌ… 機械 😀 \u0001\u0081\u0088\n";
        String script = line.repeat(6000) + "wc -c <\"$0\" | tr -d ' '\n";
        StepReport report = reportOf(surroundings, script);
        int bytes = script.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        assertThat(report.logs()).contains((bytes + 1) + "\n");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void interpreterAndItsArgumentsAreHonoured(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.runWith(
                    "s1", "awk -f", "BEGIN { print \"from awk\"; system(\"pureboot_report halfway 50\"); exit 3 }"));
            edge.add(run("s2", "#!/bin/cat\nprinted by its own first line"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.finals()).hasSize(2);
            assertThat(edge.finals().getFirst().exitCode()).contains(3);
            assertThat(edge.finals().getFirst().logs()).contains("from awk\n");
            assertThat(edge.received().getFirst().report().percent()).contains(50);
            assertThat(edge.finals().getLast().logs().orElse("")).contains("printed by its own first line");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aMissingInterpreterIsAFailure(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.runWith("s1", "/no/such/interpreter", "x"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(only(edge).status()).isEqualTo(ReportStatus.FAILED);
            assertThat(only(edge).logs().orElse("")).contains("/no/such/interpreter");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void cancelEndsTheProcessGroupAndIsAcknowledged(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.answerHeartbeats(HeartbeatDirective.CANCEL, false);
            edge.add(run(
                    "s1",
                    "trap '' TERM\nsh -c 'trap \"\" TERM; echo $$ >" + scratch.resolve("child")
                            + "; while :; do sleep 1; done' &\necho busy\nwhile :; do sleep 1; done"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            StepReport report = only(edge);
            assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
            assertThat(report.message()).contains("cancelled");
            assertThat(report.exitCode()).contains(137);
            assertThat(report.logs()).contains("busy\n");
            assertGone(Long.parseLong(Files.readString(scratch.resolve("child")).strip()));
            assertThat(edge.heartbeats().getFirst().stepId().orElseThrow().value())
                    .isEqualTo("s1");
            assertThat(edge.heartbeats().getFirst().attempt()).contains(1);
            assertThat(edge.heartbeats().getFirst().bootId()).contains("boot-1");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void stopEndsTheScriptWithoutAReport(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.answerHeartbeats(HeartbeatDirective.STOP, true);
            edge.add(run("s1", "while :; do sleep 1; done"));
            edge.add(run("s2", "echo second"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.received()).extracting(FakeEdge.Received::step).containsExactly("s2");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theHeartbeatGoesOnThroughFailuresAndDiesWithTheStep(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("heartbeat", 503, 500);
            Path gate = scratch.resolve("gate");
            edge.add(run("s1", "while [ ! -e " + gate + " ]; do sleep 1; done"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("two heartbeats")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> edge.heartbeats().size() >= 2);
                Files.createFile(gate);
                assertThat(agent.await()).as(agent::log).isZero();
                await("nobody left")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> agent.handle().descendants().findAny().isEmpty());
            }
            assertThat(only(edge).status()).isEqualTo(ReportStatus.SUCCESS);
            assertThat(edge.requests().getLast()).isEqualTo("GET /api/v1/callback/exec-1/current 200");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void sigtermToTheAgentEndsTheScript(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path child = scratch.resolve("child");
            edge.add(run(
                    "s1", "echo $$ >" + child + ".new; mv " + child + ".new " + child + "; while :; do sleep 1; done"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("the script runs").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(child));
                agent.handle().destroy();
                assertThat(agent.await()).as(agent::log).isEqualTo(143);
            }
            assertGone(Long.parseLong(Files.readString(child).strip()));
            assertThat(edge.finals()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void anAgentKilledAndStartedAgainDoesNotRunTheStepTwiceAtOnce(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path child = scratch.resolve("child");
            Path second = scratch.resolve("second");
            edge.add(run(
                    "s1",
                    "if [ -e " + child + " ]; then echo again; exit 0; fi\necho $$ >" + second + "; mv " + second + " "
                            + child + "\nwhile :; do sleep 1; done"));
            try (AgentRun first = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("the script runs").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(child));
                first.handle().destroyForcibly();
                first.await();
                try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                    assertThat(agent.await()).as(agent::log).isZero();
                }
                assertGone(Long.parseLong(Files.readString(child).strip()));
            }
            assertThat(only(edge).logs()).contains("again\n");
        }
    }

    private static void assertGone(long pid) {
        await("process " + pid + " is gone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(pid).map(h -> !alive(pid)).orElse(true));
    }

    /** A zombie that nobody has waited for is dead. */
    private static boolean alive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2))
                    .filter(rest -> !rest.startsWith("Z"))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
