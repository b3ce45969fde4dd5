package io.pureboot.agents;

import static io.pureboot.agents.FakeEdge.EXECUTION;
import static io.pureboot.agents.FakeEdge.TOKEN;
import static io.pureboot.agents.FakeEdge.run;
import static io.pureboot.agents.FakeEdge.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** P-36: one boot runs several steps; what each directive makes the agent do, and how it ends. */
class DirectiveTest {
    private static final String EVERYWHERE = "io.pureboot.agents.Surroundings#all";

    @TempDir
    private Path scratch;

    /** So the engine knows of the boot before the first report, and takes none that comes late for the next boot. */
    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theAgentSaysInWhichBootItAsks(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(run("s1", "true"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.asked()).hasSize(2).allMatch("format=sh&boot_id=boot-1"::equals);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void oneBootRunsSeveralStepsUntilDone(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REPORT, "boot", ""));
            edge.add(run("first", "echo one"));
            edge.add(step(Directive.WAIT, "pause", ""));
            edge.add(run("second", "echo two"));
            Map<String, String> more = Map.of("PUREBOOT_DONE_COMMAND", "echo finished >finished");
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), more)) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.received()).extracting(FakeEdge.Received::step).containsExactly("boot", "first", "second");
            assertThat(edge.finals().stream().flatMap(r -> r.logs().stream())).containsExactly("one\n", "two\n");
            assertThat(edge.finals()).allSatisfy(r -> {
                assertThat(r.status()).isEqualTo(ReportStatus.SUCCESS);
                assertThat(r.bootId()).contains("boot-1");
                assertThat(r.attempt()).contains(1);
            });
            assertThat(scratch.resolve("finished")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void rebootIsReportedFirstAndEndsTheAgent(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REBOOT, "again", ""));
            edge.add(run("after", "echo two"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isEqualTo(3);
                assertThat(agent.reboots()).containsExactly("reboot");
            }
            assertThat(edge.finals()).hasSize(1);
            assertThat(edge.finals().getFirst().message()).contains("rebooting");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aRefusedRebootDoesNotHappen(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.failNext("report", 409);
            edge.add(step(Directive.REBOOT, "again", ""));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
                assertThat(agent.reboots()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void diskRebootsWithoutAReport(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.DISK, "cloud", ""));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isEqualTo(4);
                assertThat(agent.reboots()).containsExactly("disk");
            }
            assertThat(edge.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void cancelIsAcknowledged(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.CANCEL, "s1", ""));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            StepReport report = edge.finals().getFirst();
            assertThat(report.status()).isEqualTo(ReportStatus.FAILED);
            assertThat(report.message()).contains("cancelled");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aScriptIsFetchedFromItsUrl(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.serveFile("/artifacts/install.sh", "#!/bin/sh\necho fetched\n");
            edge.failNext("file", 503, 500);
            edge.add(FakeEdge.runUrl("path", "/artifacts/install.sh"));
            edge.add(FakeEdge.runUrl("url", edge.url() + "/artifacts/install.sh"));
            edge.add(FakeEdge.runUrl("missing", "/artifacts/no-such.sh"));
            edge.add(FakeEdge.runUrl("scheme", "tftp://x/y"));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.finals()).hasSize(4);
            assertThat(edge.finals().get(0).logs()).contains("fetched\n");
            assertThat(edge.finals().get(1).logs()).contains("fetched\n");
            assertThat(edge.finals().get(2).status()).isEqualTo(ReportStatus.FAILED);
            assertThat(edge.finals().get(2).message().orElse(""))
                    .contains("/artifacts/no-such.sh: HTTP status 404 after 1 tries");
            assertThat(edge.finals().get(3).message().orElse("")).contains("only http and https");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theKernelCommandLineWillDo(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(step(Directive.REPORT, "boot", ""));
            Path cmdline = Files.writeString(
                    scratch.resolve("cmdline"),
                    "console=ttyS0 * pureboot.server=" + edge.url() + "/ pureboot.execution=" + EXECUTION.value()
                            + " pureboot.token=" + TOKEN + " quiet\n");
            Map<String, String> more = Map.of(
                    "PUREBOOT_SERVER", "",
                    "PUREBOOT_EXECUTION", "",
                    "PUREBOOT_TOKEN", "",
                    "PUREBOOT_CMDLINE_FILE", cmdline.toString());
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), more)) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.finals()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void whatIsMissingOrWrongIsSaid(Surroundings surroundings) throws Exception {
        Map<String, String> wrong = Map.of(
                "PUREBOOT_SERVER", "ftp://x",
                "PUREBOOT_EXECUTION", "../x",
                "PUREBOOT_TOKEN", "a b",
                "PUREBOOT_BACKOFF_MILLIS", "soon");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            Map<String, String> more = Map.of(one.getKey(), one.getValue());
            try (AgentRun agent = AgentRun.start(surroundings, scratch, "http://127.0.0.1:9", more)) {
                assertThat(agent.await()).as(agent::log).isEqualTo(64);
            }
        }
        try (AgentRun agent =
                AgentRun.start(surroundings, scratch, "http://127.0.0.1:9", Map.of("PUREBOOT_TOKEN", ""))) {
            assertThat(agent.await()).as(agent::log).isEqualTo(64);
            assertThat(agent.log()).contains("no token: set PUREBOOT_TOKEN");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void aWrongTokenEndsTheAgent(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort();
                AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of("PUREBOOT_TOKEN", "other"))) {
            assertThat(agent.await()).as(agent::log).isEqualTo(77);
            assertThat(edge.requests()).hasSize(5);
        }
    }
}
