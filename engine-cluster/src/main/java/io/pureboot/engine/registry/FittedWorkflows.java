package io.pureboot.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.PinnedProfile;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.profile.DeviceProfile;
import io.pureboot.engine.workflow.profile.ProfileMatch;
import io.pureboot.engine.workflow.profile.ProfileMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays a profile under a workflow, and pins the templates that the profile brings. */
final class FittedWorkflows {
    private final Templates templates;
    private final StepCatalog steps;

    FittedWorkflows(Templates templates, StepCatalog steps) {
        this.templates = templates;
        this.steps = steps;
    }

    CompletionStage<PinnedWorkflow> fit(PinnedWorkflow workflow, ProfileMatch match, String id) {
        ProfileMerge merge = ProfileMerge.of(workflow.graph(), match.profile(), steps);
        Set<String> pinned =
                workflow.templates().stream().map(PinnedTemplate::reference).collect(Collectors.toSet());
        List<String> more = references(merge.graph()).stream()
                .filter(reference -> !pinned.contains(reference))
                .toList();
        if (more.isEmpty()) {
            return CompletableFuture.completedStage(fitted(workflow, match, id, merge, List.of(), List.of()));
        }
        return templates.pin(more).thenApply(pinning -> switch (pinning) {
            case Pinning.Pinned(List<PinnedTemplate> bound) -> fitted(workflow, match, id, merge, bound, List.of());
            // A profile that names what is not there must not keep machines from being installed.
            case Pinning.Missing(String reference, List<String> chain) -> {
                DeviceProfile without = withoutTemplates(match.profile());
                yield fitted(
                        workflow,
                        match,
                        id,
                        ProfileMerge.of(workflow.graph(), without, steps),
                        List.of(),
                        List.of("its templates: there is no template " + reference));
            }
        });
    }

    private static List<String> references(CompiledGraph graph) {
        return graph.steps().stream()
                .map(step -> step.config().path("template_id"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .distinct()
                .toList();
    }

    private static DeviceProfile withoutTemplates(DeviceProfile profile) {
        return new DeviceProfile(
                profile.name(),
                profile.description(),
                profile.vendor(),
                profile.model(),
                profile.steps().entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey(), entry -> {
                    DeviceProfile.StepDefaults defaults = entry.getValue();
                    return new DeviceProfile.StepDefaults(
                            defaults.timeout(),
                            defaults.heartbeatTimeout(),
                            defaults.config().deepCopy().without("template_id"));
                })),
                profile.values());
    }

    private static PinnedWorkflow fitted(
            PinnedWorkflow workflow,
            ProfileMatch match,
            String id,
            ProfileMerge merge,
            List<PinnedTemplate> templates,
            List<String> leftOut) {
        List<String> all = new ArrayList<>(merge.leftOut());
        all.addAll(leftOut);
        return workflow.fitted(
                merge.graph(),
                Stream.concat(
                                workflow.templates().stream(),
                                templates.stream()
                                        .filter(each -> !workflow.templates().contains(each)))
                        .toList(),
                new PinnedProfile(
                        id, match.profile().name(), match.why(), match.profile().values(), merge.applied(), all));
    }
}
