package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.Workflows;
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
import io.pureboot.protocol.WorkflowId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code …/simulate}: what a workflow would do, stored or not. Changes nothing. */
final class SimulationRoutes {
    private static final String OUTCOMES = "outcomes";

    private final Workflows workflows;
    private final SpareThread thread;

    SimulationRoutes(Workflows workflows) {
        this.workflows = workflows;
        this.thread = new SpareThread("simulations", Duration.ofSeconds(2));
    }

    /** Of a stored workflow: the body's {@code outcomes}, or {@code ?outcomes}. */
    CompletionStage<HttpResponse> ofStored(Call call) {
        return call.id("workflow", WorkflowId::parse)
                .then(id -> call.optionalObject()
                        .map(body -> workflows
                                .get(id)
                                .thenCompose(found -> found.map(entry ->
                                                simulate(entry.current().definition(), outcomes(call, body)))
                                        .orElseGet(() -> CompletableFuture.completedFuture(Answers.problem(
                                                Problems.of("workflow-not-found", "no workflow has the id " + id)))))))
                .serve(stage -> stage);
    }

    /**
     * Of one that is not stored: YAML as the body and {@code ?outcomes}; or JSON with {@code workflow} (an object) or {@code yaml} (a
     * text), and {@code outcomes}.
     */
    CompletionStage<HttpResponse> ofUnsaved(Call call) {
        if (call.saysYaml()) {
            return call.yaml()
                    .then(text -> definition(PureBootDialect.readYaml(text, StepTypes.all())))
                    .serve(definition -> simulate(definition, outcomes(call, JsonNodeFactory.instance.objectNode())));
        }
        return call.object()
                .then(body -> inBody(body).map(definition -> simulate(definition, outcomes(call, body))))
                .serve(stage -> stage);
    }

    private static Read<WorkflowDefinition> inBody(ObjectNode body) {
        if (body.path("yaml").isTextual()) {
            return definition(PureBootDialect.readYaml(body.path("yaml").textValue(), StepTypes.all()));
        }
        return body.path("workflow").isObject()
                ? definition(PureBootDialect.readJson(body.path("workflow"), StepTypes.all()))
                : Read.refused(Problems.of("invalid-body", "the body needs workflow (an object) or yaml (a text)"));
    }

    private static Read<WorkflowDefinition> definition(Reading reading) {
        return switch (reading) {
            case Reading.Definition(WorkflowDefinition definition) -> Read.fine(definition);
            case Reading.Faulty(List<Problem.Fault> faults) -> Read.refused(Refusals.definition(faults));
        };
    }

    private static JsonNode outcomes(Call call, ObjectNode body) {
        Optional<JsonNode> asked = call.query(OUTCOMES).map(TextNode::valueOf);
        return asked.orElseGet(() -> body.path(OUTCOMES));
    }

    private CompletionStage<HttpResponse> simulate(WorkflowDefinition definition, JsonNode script) {
        CompiledGraph graph = GraphCompiler.compile(definition, StepTypes.all());
        return switch (OutcomeJson.read(script, graph, StepTypes.all().names())) {
            case OutcomesReading.Script(Outcomes outcomes) ->
                thread.run(goesOn -> Answers.json(SimulatedJson.of(Simulation.run(graph, outcomes, goesOn))));
            case OutcomesReading.Faulty(List<Problem.Fault> faults) ->
                CompletableFuture.completedFuture(Answers.problem(
                        Problems.of("outcomes-invalid", faults.getFirst().message())
                                .errors(faults)));
        };
    }
}
