package io.pureboot.engine.promise;

import io.pureboot.engine.promise.PromisesPage.Line;
import java.util.List;

/** The promises that have no test of their name in this package: of the edge and the agents, or not built yet. */
final class PromisesElsewhere {
    private static final String ENGINE = "engine-cluster/src/test/java/io/pureboot/engine/";
    private static final String EDGE = "boot-edge/src/test/java/io/pureboot/edge/";
    private static final String AGENTS = "agents/src/test/java/io/pureboot/agents/";

    private PromisesElsewhere() {}

    /** A test of its name here takes a promise's line over. */
    static List<Line> lines() {
        return List.of(
                line(
                        22,
                        "An unresolved variable stays as it is and is listed; strict makes it a failure.",
                        "step results do not list warnings",
                        ENGINE + "template/TemplateSyntaxTest.java",
                        ENGINE + "workflow/dialect/InspectionTest.java"),
                line(
                        31,
                        "The edge acknowledges what the engine has persisted, or what it has on its own disk, and forwards it in order until it is taken.",
                        "",
                        EDGE + "RelayTest.java",
                        EDGE + "relay/SpoolTest.java",
                        EDGE + "EdgeKilledTest.java",
                        "deploy/lab/src/test/java/io/pureboot/lab/outage/OutageTest.java",
                        "deploy/lab/src/test/java/io/pureboot/lab/EngineKilledTest.java"),
                line(
                        32,
                        "The edge keeps booting machines while the engine is away: from disk those that did, the others wait.",
                        "under load it does not answer 503",
                        EDGE + "EdgeTest.java",
                        EDGE + "ipxe/script/ScriptsTest.java"),
                line(
                        33,
                        "Artifacts are cached by their hash, fetched once, served with ranges and verified before.",
                        "files of the edge's own directories are served as they lie there",
                        EDGE + "CachedFilesTest.java",
                        EDGE + "EdgeTest.java",
                        EDGE + "asset/SelectionTest.java"),
                line(
                        34,
                        "Whatever a step's script does, its end is reported, and the heartbeat ends with it.",
                        "the agent for Windows is run only where there is a PowerShell",
                        AGENTS + "StepIsolationTest.java",
                        AGENTS + "StepLogTest.java",
                        AGENTS + "WindowsAgentTest.java"),
                line(
                        35,
                        "Reports are proper JSON with event id and attempt, and are repeated until they are taken.",
                        "the agent for Windows is run only where there is a PowerShell",
                        AGENTS + "ReportTest.java",
                        AGENTS + "WindowsAgentTest.java"),
                line(
                        36,
                        "One boot can run several steps; reboot, cancel and done end it.",
                        "the agent for Windows is run only where there is a PowerShell",
                        AGENTS + "DirectiveTest.java",
                        AGENTS + "WindowsAgentTest.java"));
    }

    private static Line line(int number, String says, String missing, String... tests) {
        return new Line(number, says, missing, List.of(tests), List.of());
    }
}
