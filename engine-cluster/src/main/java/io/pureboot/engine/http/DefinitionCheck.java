package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.Pinning;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import io.pureboot.engine.workflow.TextLanguage;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.dialect.Inspection;
import io.pureboot.engine.workflow.dialect.Inspection.TemplateUse;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the definitions in a request's body, and says all that is to be said of them before one is kept. */
final class DefinitionCheck {
    private static final TextLanguage LANGUAGE = new ConfigLanguage();

    private final Templates templates;

    DefinitionCheck(Templates templates) {
        this.templates = templates;
    }

    /** Each document of a body of YAML, whatever type it says to be (JSON is YAML too); {@code ?strict} takes warnings for errors. */
    Read<CompletionStage<List<Inspection>>> yamlDocuments(Call call) {
        return documents(call, yaml(call));
    }

    /** As {@link #yamlDocuments}, or the one definition in a body that does not say to be YAML. */
    Read<CompletionStage<List<Inspection>>> documents(Call call) {
        return documents(
                call,
                call.saysYaml()
                        ? yaml(call)
                        : call.object()
                                .map(json -> List.of(PureBootDialect.inspectJson(json, StepTypes.all(), LANGUAGE))));
    }

    private Read<CompletionStage<List<Inspection>>> documents(Call call, Read<List<Inspection>> read) {
        return call.flag("strict")
                .then(strict -> read.map(found -> {
                    CompletionStage<List<Inspection>> all = CompletableFuture.completedStage(List.of());
                    for (Inspection inspection : found) {
                        all = all.thenCompose(before -> withTemplates(inspection)
                                .thenApply(checked ->
                                        appended(before, strict.orElse(false) ? checked.strictly() : checked)));
                    }
                    return all;
                }));
    }

    /** As {@link #documents}, of a body that holds one. */
    Read<CompletionStage<Inspection>> document(Call call) {
        return documents(call).map(stage -> stage.thenApply(DefinitionCheck::only));
    }

    private static Inspection only(List<Inspection> documents) {
        Inspection first = documents.getFirst();
        return documents.size() == 1
                ? first
                : first.and(
                        List.of(Problem.Fault.at("", "several_documents", "holds more than one document")), List.of());
    }

    private static Read<List<Inspection>> yaml(Call call) {
        return call.yaml().map(text -> PureBootDialect.inspectYaml(text, StepTypes.all(), LANGUAGE));
    }

    /** Templates that are not there keep a workflow from being started, and so from being kept; one that is not active may name them. */
    private CompletionStage<Inspection> withTemplates(Inspection inspection) {
        boolean active =
                inspection.definition().map(WorkflowDefinition::isActive).orElse(true);
        CompletionStage<List<Problem.Fault>> missing = CompletableFuture.completedStage(List.of());
        for (TemplateUse use : inspection.templates()) {
            missing = missing.thenCompose(before -> fault(use)
                    .thenApply(fault -> fault.map(one -> appended(before, one)).orElse(before)));
        }
        return missing.thenApply(
                faults -> active ? inspection.and(faults, List.of()) : inspection.and(List.of(), faults));
    }

    private CompletionStage<Optional<Problem.Fault>> fault(TemplateUse use) {
        return templates.pin(List.of(use.reference())).thenApply(pinning -> switch (pinning) {
            case Pinning.Pinned pinned -> Optional.empty();
            case Pinning.Missing(String reference, List<String> chain) ->
                Optional.of(use.fault(
                        "template_missing",
                        "there is no template " + reference
                                + (chain.size() > 1 ? ", which is reached by " + String.join(" → ", chain) : "")));
        });
    }

    private static <T> List<T> appended(List<T> before, T last) {
        List<T> all = new ArrayList<>(before);
        all.add(last);
        return List.copyOf(all);
    }
}
