package io.pureboot.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P-34, P-28: what a step prints arrives while it runs, whole and once, whatever it is and however much. */
class StepLogTest {
    private static final String EVERYWHERE = "io.pureboot.agents.Surroundings#all";

    @TempDir
    private Path scratch;

    private StepReport runs(Surroundings surroundings, FakeEdge edge) throws IOException, InterruptedException {
        try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
            assertThat(agent.await()).as(agent::log).isZero();
            assertThat(edge.finals()).hasSize(1);
            return edge.finals().getFirst();
        }
    }

    private static String log(FakeEdge edge) {
        return new String(edge.log("s1"), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void whatIsPrintedArrivesWhileTheStepRuns(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path gate = scratch.resolve("gate");
            edge.add(FakeEdge.run("s1", "echo early\nwhile [ ! -e " + gate + " ]; do sleep 1; done\necho late"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("the first line")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> log(edge).equals("early\n"));
                assertThat(edge.finals()).isEmpty();
                Files.createFile(gate);
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(log(edge)).isEqualTo("early\nlate\n");
            assertThat(edge.finals().getFirst().logs()).contains("early\nlate\n");
        }
    }

    /** Three chunks, with characters that lie across their borders, and bytes that are none. */
    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void anyBytesArriveAsTextAndTheReportEndsAsTheLogDoes(Surroundings surroundings) throws Exception {
        byte[] hostile = hostileBytes();
        Path file = Files.write(scratch.resolve("hostile"), hostile);
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run("s1", "cat " + file + "; exit 5"));
            StepReport report = runs(surroundings, edge);
            assertThat(report.exitCode()).contains(5);
            assertThat(log(edge)).isEqualTo(text(hostile));
            assertThat(report.logs().orElse("")).isNotEmpty();
            assertThat(log(edge)).endsWith(report.logs().orElse(""));
        }
    }

    private static byte[] hostileBytes() {
        Random random = new Random(5);
        ByteBuffer bytes = ByteBuffer.allocate(150_000);
        while (bytes.remaining() > 4) {
            if (random.nextInt(4) == 0) {
                bytes.put((byte) random.nextInt(256));
            } else {
                int code = random.nextInt(8) == 0 ? 0x1F600 + random.nextInt(64) : random.nextInt(0xD800);
                bytes.put(new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Without NUL and without what is no UTF-8. */
    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.IGNORE)
                .onUnmappableCharacter(CodingErrorAction.IGNORE)
                .decode(ByteBuffer.wrap(bytes))
                .toString()
                .replace("\0", "");
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aChunkThatIsNotTakenIsSentAgainAndNothingComesTwice(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            Path gate = scratch.resolve("gate");
            edge.failNext("logs", 503, 500, 202, 502);
            edge.add(FakeEdge.run(
                    "s1",
                    "echo 1; n=1; while [ ! -e " + gate + " ]; do n=$((n + 1)); echo $n; sleep 1; done; echo last"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                await("some chunks after the faults")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> edge.requests().stream()
                                        .filter(request -> request.endsWith("/logs 200"))
                                        .count()
                                >= 2);
                Files.createFile(gate);
                assertThat(agent.await()).as(agent::log).isZero();
            }
            List<String> lines = log(edge).lines().toList();
            for (int i = 0; i < lines.size() - 1; i++) {
                assertThat(lines.get(i)).isEqualTo(Integer.toString(i + 1));
            }
            assertThat(lines.getLast()).isEqualTo("last");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theLogOfAnAgentBeforeThisOneIsContinued(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.haveLog("s1", "what the killed one has sent\n");
            edge.add(FakeEdge.run("s1", "echo from here"));
            runs(surroundings, edge);
            assertThat(log(edge)).isEqualTo("what the killed one has sent\nfrom here\n");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void anEdgeThatWantsNoLogIsNotBothered(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("logs", 404);
            edge.add(FakeEdge.run("s1", "echo one; sleep 3; echo two"));
            assertThat(runs(surroundings, edge).logs()).contains("one\ntwo\n");
            assertThat(edge.requests().stream().filter(request -> request.contains("/logs")))
                    .hasSize(1);
        }
    }

    /** Neither the agent's memory nor its disk grows with the output; the engine's quota ends the log, the last lines arrive. */
    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void ofAHundredMegabytesTheLastLinesArriveAndNothingFillsUp(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.limitLogs(500_000);
            String line = "a line of a script that talks too much, by far too much, and does not listen to anyone";
            edge.add(FakeEdge.run(
                    "s1",
                    "most=0; n=0\nwhile [ $n -lt 10 ]; do\n  n=$((n + 1))\n  yes '" + line + "' | head -c 10000000\n"
                            // One of the two files may be away just then: the output is kept by turning them over.
                            + "  kb=$(du -k .. 2>/dev/null | awk '{ kb = $1 } END { print kb + 0 }')\n"
                            + "  if [ $kb -gt $most ]; then most=$kb; fi\ndone\necho; echo \"end $most\"; exit 9"));
            try (AgentRun agent = AgentRun.startWithLittleMemory(surroundings, scratch, edge.url())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            StepReport report = edge.finals().getFirst();
            assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
            assertThat(report.exitCode()).contains(9);
            List<String> lines = report.logs().orElse("").lines().toList();
            assertThat(lines).hasSize(200);
            assertThat(lines.get(150)).isEqualTo(line);
            assertThat(Integer.parseInt(lines.getLast().substring("end ".length())))
                    .isBetween(1, 6000);
            assertThat(edge.log("s1")).hasSizeBetween(500_000, 570_000);
            assertThat(log(edge)).containsPattern("\\n\\[\\d{7,9} bytes came too fast and are left out here\\]\\n");
        }
    }
}
