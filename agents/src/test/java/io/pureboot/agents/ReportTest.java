package io.pureboot.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P-35: reports are proper JSON whatever the step printed, and are repeated until they are taken. */
class ReportTest {
    private static final String EVERYWHERE = "io.pureboot.agents.Surroundings#all";

    @TempDir
    private Path scratch;

    private int run(Surroundings surroundings, FakeEdge edge) throws IOException, InterruptedException {
        try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
            int status = agent.await();
            if (status != 0) {
                System.out.println(agent.log());
            }
            return status;
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void everyByteThatIsTextArrivesAndNothingElse(Surroundings surroundings) throws Exception {
        String script = """
                printf 'say "hi" \\\\ / \\t tab \\r cr \\033[31mred\\033[0m \\001\\177 %%s $HOME `id`\\n'
                printf 'utf8 \\303\\251 \\342\\202\\254 \\360\\237\\230\\200\\n'
                printf 'nul[\\000] stray[\\200\\277] cut[\\342\\202] latin[\\351x] overlong[\\300\\257]\\n'
                printf 'surrogate[\\355\\240\\200] beyond[\\364\\220\\200\\200] ff[\\377\\376]\\n'
                printf 'no newline at the end'
                """;
        String arrives = """
                say "hi" \\ / \t tab \r cr \u001b[31mred\u001b[0m \u0001\u007f %s $HOME `id`
                utf8 é € 😀
                nul[] stray[] cut[] latin[x] overlong[]
                surrogate[] beyond[] ff[]
                no newline at the end""";
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run("s1", script));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(edge.finals().getFirst().logs()).contains(arrives);
            assertThat(edge.received().getFirst().contentType()).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void oneEndlessLineOfControlCharactersFitsIntoAReport(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run("s1", "head -c 3000000 /dev/zero | tr '\\000' '\\001'; printf END; exit 1"));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(edge.received().getFirst().bytes()).isBetween(80_000, 200_000);
            assertThat(edge.finals().getFirst().logs().orElse("")).matches("\u0001+END");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void subTasksComeInOrderBeforeTheFinalWord(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run(
                    "s1",
                    "pureboot_report 'say \"a\\b\"  $HOME\n2nd' 0\npureboot_report 'no percent é'\n"
                            + "pureboot_report wrong 101\necho \"refused with $?\"\npureboot_report last 100"));
            assertThat(run(surroundings, edge)).isZero();
            List<StepReport> reports =
                    edge.received().stream().map(FakeEdge.Received::report).toList();
            assertThat(reports).hasSize(4);
            assertThat(reports.stream().map(StepReport::status))
                    .containsExactly(
                            ReportStatus.PROGRESS, ReportStatus.PROGRESS, ReportStatus.PROGRESS, ReportStatus.SUCCESS);
            assertThat(reports.stream().flatMap(r -> r.subTask().stream()))
                    .containsExactly("say \"a\\b\"  $HOME 2nd", "no percent é", "last");
            assertThat(reports.get(0).percent()).contains(0);
            assertThat(reports.get(1).percent()).isEmpty();
            assertThat(reports.get(2).percent()).contains(100);
            assertThat(reports.get(3).logs().orElse("")).contains("refused with 64");
            assertThat(reports.stream().flatMap(r -> r.eventId().stream()).distinct())
                    .hasSize(4);
            assertThat(reports).allSatisfy(r -> assertThat(r.attempt()).contains(1));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void subTasksArriveWhileTheStepRuns(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path gate = scratch.resolve("gate");
            edge.add(FakeEdge.run("s1", "pureboot_report early 10\nwhile [ ! -e " + gate + " ]; do sleep 1; done"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("the sub-task")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !edge.received().isEmpty());
                Files.createFile(gate);
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.received()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theSameReportIsRepeatedUntilItIsTaken(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("current", 503, 500, 200, 429);
            edge.failNext("report", 503, 408, 425, 429, 502);
            edge.add(FakeEdge.run("s1", "echo once >>" + scratch.resolve("count")));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(Files.readAllLines(scratch.resolve("count"))).hasSize(1);
            assertThat(edge.refused()).hasSize(5);
            assertThat(Stream.concat(edge.refused().stream(), edge.received().stream())
                            .map(r -> r.report().eventId().orElse(""))
                            .distinct())
                    .hasSize(1);
            assertThat(Files.exists(scratch.resolve("pwned"))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void anEdgeThatIsNotThereYetIsWaitedFor(Surroundings surroundings) throws Exception {
        int port = portForLater();
        try (AgentRun agent = AgentRun.start(surroundings, scratch, "http://127.0.0.1:" + port, Map.of())) {
            await("three tries")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> agent.log().contains("no answer, try 3"));
            try (FakeEdge edge = new FakeEdge(port)) {
                edge.add(FakeEdge.run("s1", "true"));
                assertThat(agent.await()).as(agent::log).isZero();
                assertThat(edge.finals()).hasSize(1);
            }
        }
    }

    /** Free, and none of those that who asks for any port gets: other tests do meanwhile. */
    private static int portForLater() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aFinalRefusalIsNotRepeated(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("report", 409);
            edge.add(FakeEdge.run("s1", "true"));
            edge.add(FakeEdge.run("s2", "true"));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(edge.refused()).hasSize(1);
            assertThat(edge.received()).extracting(FakeEdge.Received::step).containsExactly("s2");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aReportTooLargeIsSentWithoutItsLogs(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("report", 413);
            edge.add(FakeEdge.run("s1", "echo much; exit 3"));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(edge.refused().getFirst().report().logs()).contains("much\n");
            assertThat(edge.finals().getFirst().logs()).isEmpty();
            assertThat(edge.finals().getFirst().exitCode()).contains(3);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aStepWhoseReportIsOnlySpooledIsNotRunASecondTime(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("report", 202, 202);
            edge.add(FakeEdge.run("s1", "echo once >>" + scratch.resolve("count")));
            assertThat(run(surroundings, edge)).isZero();
            assertThat(Files.readAllLines(scratch.resolve("count"))).hasSize(1);
            assertThat(edge.finals()).hasSize(3);
            assertThat(edge.finals().stream().map(r -> r.eventId().orElse("")).distinct())
                    .hasSize(1);
        }
    }
}
