package io.pureboot.engine.workflow.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures of workflows, word for word. */
class DrawingTest {
    private static final String WORKFLOW = """
            name: 'Ubuntu "24.04"; #1'
            os_family: linux
            on_cancel: [wipe, tell]
            steps:
              - {id: end, name: "Boot <b> & `go`", type: boot, on_failure: retry, max_retries: 3, retry_delay_seconds: 5, backoff: exponential}
              - {id: install, name: 'C:\\new', type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
              - {id: settle, name: Settle, type: wait, config: {duration_seconds: 3}}
              - {id: check, name: Prüfen, type: script, config: {script: x}, on_failure: skip}
              - {id: reboot, name: Reboot, type: reboot}
              - {id: undo, name: Undo, type: script, config: {script: x}}
              - {id: wipe, name: Wipe, type: script, config: {script: x}}
              - {id: tell, name: Tell, type: script, config: {script: x}}
            """;

    private static Drawing drawing(String yaml) {
        Reading.Definition read = (Reading.Definition) PureBootDialect.readYaml(yaml, StepTypes.all());
        return Drawing.of(read.definition().name(), 3, GraphCompiler.compile(read.definition(), StepTypes.all()));
    }

    @Test
    void mermaid() {
        assertThat(MermaidText.of(drawing(WORKFLOW))).isEqualTo("""
                        ---
                        title: "Ubuntu #34;24.04#34;#59; #35;1, revision 3"
                        ---
                        flowchart TD
                            n0(["start"])
                            n1["Boot #60;b#62; #38; #96;go#96;<br/>boot"]
                            n2["C:#92;new<br/>script"]
                            n3["Settle<br/>wait"]
                            n4["Prüfen<br/>script"]
                            n5["Reboot<br/>reboot"]
                            n6["Undo<br/>script"]
                            n7["Wipe<br/>script"]
                            n8["Tell<br/>script"]
                            n9(["completed"])
                            n10(["failed"])
                            n11(["cancel"])
                            n12(["cancelled"])
                            n0 --> n1
                            n1 --> n2
                            n1 -.->|"fails: again after 5 s, exponential"| n1
                            n1 -.->|"fails 3 times"| n10
                            n2 --> n3
                            n2 -.->|"fails: roll back"| n6
                            n3 --> n4
                            n4 --> n5
                            n4 -.->|"fails: skipped"| n5
                            n5 --> n9
                            n5 -.->|"fails"| n10
                            n6 -.->|"rolled back"| n10
                            n6 -.->|"fails: not rolled back"| n10
                            n11 -.-> n7
                            n7 -.-> n8
                            n8 -.-> n12
                        """);
    }

    @Test
    void dot() {
        assertThat(DotText.of(drawing(WORKFLOW))).isEqualTo("""
                        digraph "Ubuntu \\"24.04\\"; #1, revision 3" {
                            label="Ubuntu \\"24.04\\"; #1, revision 3";
                            labelloc=t;
                            node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];
                            edge [fontname="sans-serif", fontsize=10];
                            ":start" [label="start", shape=ellipse];
                            "end" [label="Boot <b> & `go`\\nboot"];
                            "install" [label="C:\\\\new\\nscript"];
                            "settle" [label="Settle\\nwait"];
                            "check" [label="Prüfen\\nscript"];
                            "reboot" [label="Reboot\\nreboot"];
                            "undo" [label="Undo\\nscript"];
                            "wipe" [label="Wipe\\nscript"];
                            "tell" [label="Tell\\nscript"];
                            ":completed" [label="completed", shape=ellipse];
                            ":failed" [label="failed", shape=ellipse];
                            ":cancel" [label="cancel", shape=ellipse];
                            ":cancelled" [label="cancelled", shape=ellipse];
                            ":start" -> "end";
                            "end" -> "install";
                            "end" -> "end" [label="fails: again after 5 s, exponential", style=dashed];
                            "end" -> ":failed" [label="fails 3 times", style=dashed];
                            "install" -> "settle";
                            "install" -> "undo" [label="fails: roll back", style=dashed];
                            "settle" -> "check";
                            "check" -> "reboot";
                            "check" -> "reboot" [label="fails: skipped", style=dashed];
                            "reboot" -> ":completed";
                            "reboot" -> ":failed" [label="fails", style=dashed];
                            "undo" -> ":failed" [label="rolled back", style=dashed];
                            "undo" -> ":failed" [label="fails: not rolled back", style=dashed];
                            ":cancel" -> "wipe" [style=dashed];
                            "wipe" -> "tell" [style=dashed];
                            "tell" -> ":cancelled" [style=dashed];
                        }
                        """);
    }

    @Test
    void namesCannotLeaveTheirQuotes() {
        List<String> names = List.of(
                "\"] --> x[\"", "a\"]; evil -> b [label=\"", "x\\", "#quot;", "line\nbreak", "%%{init}%%", "`md`");
        for (String name : names) {
            String mermaid = MermaidText.escaped(name);
            assertThat(mermaid).doesNotContain("\"", "\n", "`", "<", ">", "[", "]", "%", "\\");
            assertThat(mermaid.replaceAll("#[0-9]+;", "")).doesNotContain("#", ";");
            String dot = DotText.escaped(name);
            assertThat(dot.replaceAll("\\\\[\\\\\"]", "")).doesNotContain("\"", "\\", "\n");
        }
    }

    @Test
    void aWorkflowWithoutStepsIsCompleteAtOnce() {
        Drawing drawing = drawing("{name: w, os_family: linux, steps: []}");
        assertThat(drawing.nodes()).extracting(Vertex::id).containsExactly(":start", ":completed");
        assertThat(drawing.edges()).containsExactly(new Edge(":start", ":completed", Edge.Kind.SUCCESS, ""));
    }
}
