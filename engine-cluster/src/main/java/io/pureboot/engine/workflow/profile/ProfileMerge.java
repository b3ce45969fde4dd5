package io.pureboot.engine.workflow.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.protocol.Seconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workflow's steps with a profile laid under them: the workflow's word holds wherever it has one.
 *
 * @param applied what of the profile has become part of them, in words
 * @param leftOut fields of configs that do not go with what the workflow says there
 */
public record ProfileMerge(CompiledGraph graph, List<String> applied, List<String> leftOut) {
    /** What document 000 gives a step whose author wrote no timeout: such a step takes the profile's. */
    private static final Seconds UNWRITTEN = new Seconds(3600);

    /** Lays {@code profile} under the steps of {@code graph}. */
    public static ProfileMerge of(CompiledGraph graph, DeviceProfile profile, StepCatalog catalog) {
        List<String> applied = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<GraphStep> steps = new ArrayList<>();
        for (GraphStep step : graph.steps()) {
            steps.add(Optional.ofNullable(profile.steps().get(step.type()))
                    .map(defaults -> merged(step, defaults, catalog, applied, leftOut))
                    .orElse(step));
        }
        return new ProfileMerge(
                new CompiledGraph(
                        steps,
                        graph.entries(),
                        graph.onCancel(),
                        graph.timeout(),
                        graph.cancelGrace(),
                        graph.bootLoop()),
                applied,
                leftOut);
    }

    private static GraphStep merged(
            GraphStep step,
            DeviceProfile.StepDefaults defaults,
            StepCatalog catalog,
            List<String> applied,
            List<String> leftOut) {
        ObjectNode config = step.config().deepCopy();
        for (Map.Entry<String, JsonNode> field : defaults.config().properties()) {
            if (config.hasNonNull(field.getKey())) {
                continue;
            }
            ObjectNode tried = config.deepCopy();
            tried.set(field.getKey(), field.getValue().deepCopy());
            String words = step.id() + ": config." + field.getKey() + " = " + field.getValue();
            if (catalog.faults(step.type(), tried).isEmpty()) {
                config = tried;
                applied.add(words);
            } else {
                leftOut.add(words);
            }
        }
        boolean takesTimeout = defaults.timeout().isPresent() && step.timeout().equals(UNWRITTEN);
        boolean takesHeartbeat = defaults.heartbeatTimeout().isPresent()
                && step.heartbeatTimeout().isZero();
        Seconds timeout = takesTimeout ? defaults.timeout().get() : step.timeout();
        Seconds heartbeat = takesHeartbeat ? defaults.heartbeatTimeout().get() : step.heartbeatTimeout();
        if (takesTimeout) {
            applied.add(step.id() + ": timeout_seconds = " + timeout.value());
        }
        if (takesHeartbeat) {
            applied.add(step.id() + ": heartbeat_timeout_seconds = " + heartbeat.value());
        }
        return new GraphStep(
                step.id(),
                step.sequence(),
                step.name(),
                step.type(),
                config,
                catalog.behaviour(step.type(), config),
                timeout,
                step.onFailure(),
                step.retry(),
                step.nextState(),
                step.rollbackStep(),
                heartbeat,
                step.lateSuccess(),
                step.onSuccess(),
                step.onUnexpectedReboot());
    }
}
