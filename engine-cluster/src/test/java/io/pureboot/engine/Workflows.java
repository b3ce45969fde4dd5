package io.pureboot.engine;

import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.WorkflowId;
import java.util.List;

/** Workflows for tests, read from the text that an operator would write. */
public final class Workflows {
    private Workflows() {}

    public static PinnedWorkflow pinned(String yaml) {
        WorkflowDefinition definition = switch (PureBootDialect.readYaml(yaml, StepTypes.all())) {
            case Reading.Definition read -> read.definition();
            case Reading.Faulty faulty -> throw new AssertionError("the test's workflow is faulty: " + faulty);
        };
        return new PinnedWorkflow(
                new WorkflowId("wf-test"),
                1,
                PureBootDialect.sha256(definition),
                definition.name(),
                definition.description(),
                GraphCompiler.compile(definition, StepTypes.all()),
                List.of());
    }

    /** Two scripts, the second of which moves the machine to a state. */
    public static PinnedWorkflow twoScripts() {
        return pinned("""
                name: two scripts
                os_family: linux
                steps:
                  - id: one
                    sequence: 1
                    name: One
                    type: script
                    config: {script: "true"}
                    timeout_seconds: 600
                    on_failure: fail
                  - id: two
                    sequence: 2
                    name: Two
                    type: script
                    config: {script: "true"}
                    timeout_seconds: 600
                    on_failure: fail
                    next_state: installed
                """);
    }

    /** One script that may take so long. */
    public static PinnedWorkflow oneScript(int timeoutSeconds) {
        return pinned("""
                name: one script
                os_family: linux
                steps:
                  - id: only
                    sequence: 1
                    name: Only
                    type: script
                    config: {script: "true"}
                    timeout_seconds: %d
                    on_failure: fail
                """.formatted(timeoutSeconds));
    }
}
