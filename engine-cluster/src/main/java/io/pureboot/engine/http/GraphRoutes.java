package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.engine.workflow.drawing.DotText;
import io.pureboot.engine.workflow.drawing.Drawing;
import io.pureboot.engine.workflow.drawing.MermaidText;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code GET …/graph}: workflows and executions as pictures, by {@code ?format=json|mermaid|dot} or by {@code Accept}. */
final class GraphRoutes {
    private final Workflows workflows;
    private final Executions executions;

    GraphRoutes(Workflows workflows, Executions executions) {
        this.workflows = workflows;
        this.executions = executions;
    }

    /** What a drawing is written in, and the media type that IANA has for it. */
    private enum Format {
        JSON("application/json"),
        MERMAID("application/vnd.mermaid"),
        DOT("text/vnd.graphviz");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        private static Optional<Format> parse(String name) {
            return switch (name) {
                case "json" -> Optional.of(JSON);
                case "mermaid" -> Optional.of(MERMAID);
                case "dot" -> Optional.of(DOT);
                default -> Optional.empty();
            };
        }

        private static Format accepted(String accept) {
            return accept.contains(MERMAID.mediaType) ? MERMAID : accept.contains(DOT.mediaType) ? DOT : JSON;
        }
    }

    /** The current revision, or that of {@code ?revision}, which may be of a deleted workflow. */
    CompletionStage<HttpResponse> workflow(Call call) {
        return format(call)
                .then(format -> WorkflowRoutes.id(call)
                        .then(id -> call.parameter("revision", WorkflowRoutes::number, "a revision's number")
                                .map(number -> revision(id, number)
                                        .thenApply(found -> found.map(
                                                        revision -> shown(format, drawing(revision), about(revision)))
                                                .orElseGet(() -> missing(id, number))))))
                .serve(stage -> stage);
    }

    private CompletionStage<Optional<WorkflowRevision>> revision(WorkflowId id, Optional<Integer> number) {
        return number.map(wanted -> workflows.revision(id, wanted))
                .orElseGet(() -> workflows.get(id).thenApply(entry -> entry.map(e -> e.current())));
    }

    private static HttpResponse missing(WorkflowId id, Optional<Integer> number) {
        return number.map(wanted -> Answers.problem(
                        Problems.of("revision-not-found", "workflow " + id + " has no revision " + wanted)))
                .orElseGet(() -> WorkflowRoutes.unknown(id));
    }

    private static Drawing drawing(WorkflowRevision revision) {
        return Drawing.of(
                revision.definition().name(),
                revision.revision(),
                GraphCompiler.compile(revision.definition(), StepTypes.all()));
    }

    private static ObjectNode about(WorkflowRevision revision) {
        return Json.mapper()
                .createObjectNode()
                .put("workflow_id", revision.id().value())
                .put("revision", revision.revision());
    }

    /** The workflow that the execution is bound to, with the state of each step. */
    CompletionStage<HttpResponse> execution(Call call) {
        return format(call)
                .then(format -> ExecutionRoutes.id(call)
                        .map(id -> executions
                                .get(id)
                                .thenApply(found -> found.map(
                                                execution -> shown(format, Drawing.of(execution), about(execution)))
                                        .orElseGet(() -> ExecutionRoutes.unknown(id)))))
                .serve(Function.identity());
    }

    private static ObjectNode about(Execution execution) {
        return Json.mapper()
                .createObjectNode()
                .put("execution_id", execution.id().value())
                .put("status", execution.status().wire())
                .put("workflow_id", execution.workflow().id().value())
                .put("revision", execution.workflow().revision());
    }

    private static Read<Format> format(Call call) {
        return call.parameter("format", Format::parse, "json, mermaid or dot")
                .map(wanted -> wanted.orElseGet(
                        () -> Format.accepted(call.header("Accept").orElse(""))));
    }

    private static HttpResponse shown(Format format, Drawing drawing, ObjectNode about) {
        HttpResponse response = switch (format) {
            case JSON -> Answers.json(about.setAll((ObjectNode) Json.mapper().valueToTree(drawing)));
            case MERMAID -> Answers.text(format.mediaType, MermaidText.of(drawing));
            case DOT -> Answers.text(format.mediaType, DotText.of(drawing));
        };
        return response.addHeader(RawHeader.create("Vary", "Accept"));
    }
}
