package io.pureboot.engine.http;

import io.pureboot.engine.dispatch.PreviewDesk;
import io.pureboot.engine.dispatch.PreviewQuestion;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.diff.TextDiff;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What editors of templates ask: how it would render, what is wrong with it, what it may name, what has changed. */
final class TemplatePreviewRoutes {
    private static final int MOST_CONTEXT = 1_000;

    private final PreviewDesk previews;

    TemplatePreviewRoutes(PreviewDesk previews) {
        this.previews = previews;
    }

    /** A version of a template, or the content that may become its next one. */
    CompletionStage<HttpResponse> preview(Call call) {
        return call.id("template", TemplateId::parse)
                .then(id -> call.optionalObject().then(body -> {
                    Fields fields = new Fields(body);
                    Optional<VersionSelector> version = version(fields);
                    Optional<String> content = fields.text("content", TemplateRoutes.LONGEST_CONTENT);
                    if (version.isPresent() && content.isPresent()) {
                        fields.fault("version", "contradiction", "goes not with content: one of them is looked at");
                    }
                    return question(
                            fields,
                            new PreviewQuestion.Source.Stored(
                                    id, version.orElseGet(VersionSelector.Latest::new), content));
                }))
                .serve(question -> shown(call, question));
    }

    private static Optional<VersionSelector> version(Fields fields) {
        return fields.parsed("version", VersionSelector::parse, "malformed_version", "a version such as v2.1");
    }

    /** A text that is in no template yet. */
    CompletionStage<HttpResponse> previewUnsaved(Call call) {
        return call.object()
                .then(body -> {
                    Fields fields = new Fields(body);
                    fields.demand("content");
                    String content = fields.text("content", TemplateRoutes.LONGEST_CONTENT)
                            .orElse("");
                    return question(
                            fields,
                            new PreviewQuestion.Source.Unsaved(
                                    TemplateRoutes.format(fields).orElse(TemplateFormat.PUREBOOT), content));
                })
                .serve(question -> shown(call, question));
    }

    private static Read<PreviewQuestion> question(Fields fields, PreviewQuestion.Source source) {
        Optional<NodeId> node = fields.parsed("node_id", NodeId::parse, "malformed_id", "the id of a node");
        Optional<WorkflowId> workflow =
                fields.parsed("workflow_id", WorkflowId::parse, "malformed_id", "the id of a workflow");
        Optional<Boolean> strict = fields.flag("strict");
        var imagined = ImaginedVariables.read(fields);
        return fields.read(() -> new PreviewQuestion(source, node, workflow, imagined, strict.orElse(false)));
    }

    private CompletionStage<HttpResponse> shown(Call call, PreviewQuestion question) {
        boolean textOnly = call.query("format").filter("text"::equals).isPresent() || accepts(call, "text/plain");
        return previews.preview(question).thenApply(preview -> PreviewAnswers.of(preview, textOnly));
    }

    private static boolean accepts(Call call, String mediaType) {
        return call.header("Accept")
                .filter(accept -> accept.contains(mediaType))
                .isPresent();
    }

    /** Says all that is wrong with a text, and stores nothing. */
    CompletionStage<HttpResponse> validate(Call call) {
        return call.object()
                .then(body -> {
                    Fields fields = new Fields(body);
                    fields.demand("content");
                    Optional<String> content = fields.text("content", TemplateRoutes.LONGEST_CONTENT);
                    Optional<TemplateFormat> format = TemplateRoutes.format(fields);
                    return fields.read(
                            () -> previews.validate(format.orElse(TemplateFormat.PUREBOOT), content.orElse("")));
                })
                .serve(stage -> stage.thenApply(preview -> PreviewAnswers.of(preview, false)));
    }

    /** What templates may name. */
    CompletionStage<HttpResponse> variables(Call call) {
        return CompletableFuture.completedStage(Answers.json(VariableGuide.json()));
    }

    /** Two versions of a template, as JSON or as unified text ({@code Accept: text/x-diff} or {@code ?format=unified}). */
    CompletionStage<HttpResponse> diff(Call call) {
        boolean unified = call.query("format").filter("unified"::equals).isPresent() || accepts(call, "text/x-diff");
        return call.id("template", TemplateId::parse)
                .then(id -> version(call, "from")
                        .then(from -> version(call, "to")
                                .then(to -> context(call).map(context -> previews.compare(id, from, to, context)))))
                .serve(stage -> stage.thenApply(preview -> PreviewAnswers.of(preview, unified)));
    }

    private static Read<VersionSelector> version(Call call, String name) {
        return call.parameter(name, VersionSelector::parse, "a version such as v2.1, v2, latest or a version's id")
                .then(version -> version.map(Read::fine)
                        .orElseGet(() -> Read.refused(Problems.of(
                                "malformed-parameter", "?" + name + " is missing: the version to compare"))));
    }

    private static Read<Integer> context(Call call) {
        return call.parameter("context", TemplatePreviewRoutes::lines, "a number of lines from 0 to " + MOST_CONTEXT)
                .map(lines -> lines.orElse(TextDiff.USUAL_CONTEXT));
    }

    private static Optional<Integer> lines(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("[0-9]{1,4}"))
                .map(Integer::valueOf)
                .filter(lines -> lines <= MOST_CONTEXT);
    }
}
