package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.engine.workflow.simulation.OutcomeJson;
import io.pureboot.engine.workflow.simulation.Outcomes;
import io.pureboot.engine.workflow.simulation.OutcomesReading;
import io.pureboot.engine.workflow.simulation.SimulatedJson;
import io.pureboot.engine.workflow.simulation.Simulation;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A simulation without a server.
 *
 * @param simulated as the API answers it; absent when something is faulty
 * @param faults as lines
 */
public record LocalSimulation(Optional<ObjectNode> simulated, List<String> faults) {
    /**
     * Runs it.
     *
     * @param file the workflow's name for faults
     * @param script the outcomes, as JSON or as a text node in the short form
     * @param scriptName their name for faults
     */
    public static LocalSimulation run(
            String file, String yaml, JsonNode script, String scriptName, BooleanSupplier goesOn) {
        return switch (PureBootDialect.readYaml(yaml, StepTypes.all())) {
            case Reading.Faulty(List<Problem.Fault> faults) -> faulty(file, faults);
            case Reading.Definition(WorkflowDefinition definition) ->
                run(GraphCompiler.compile(definition, StepTypes.all()), script, scriptName, goesOn);
        };
    }

    private static LocalSimulation run(
            CompiledGraph graph, JsonNode script, String scriptName, BooleanSupplier goesOn) {
        return switch (OutcomeJson.read(script, graph, StepTypes.all().names())) {
            case OutcomesReading.Faulty(List<Problem.Fault> faults) -> faulty(scriptName, faults);
            case OutcomesReading.Script(Outcomes outcomes) ->
                new LocalSimulation(Optional.of(SimulatedJson.of(Simulation.run(graph, outcomes, goesOn))), List.of());
        };
    }

    private static LocalSimulation faulty(String name, List<Problem.Fault> faults) {
        return new LocalSimulation(Optional.empty(), Faults.lines(name, faults));
    }
}
