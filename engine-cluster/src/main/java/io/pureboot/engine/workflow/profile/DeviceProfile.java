package io.pureboot.engine.workflow.profile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.TemplateFields;
import io.pureboot.protocol.Seconds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What machines of a make and model need.
 *
 * @param vendor which makes, exactly or with {@code *} and {@code ?}, whatever the case
 * @param model likewise
 * @param steps what steps of a type get where their workflow says nothing
 * @param values what templates may speak of as {@code ${profile.KEY}}
 */
public record DeviceProfile(
        String name,
        String description,
        String vendor,
        String model,
        Map<String, StepDefaults> steps,
        ObjectNode values) {
    public DeviceProfile {
        steps = Map.copyOf(steps);
    }

    /**
     * What steps of one type get.
     *
     * @param timeout where the workflow has document 000's 3600 s
     * @param heartbeatTimeout where the workflow has none
     * @param config fields that the workflow's config has not
     */
    public record StepDefaults(Optional<Seconds> timeout, Optional<Seconds> heartbeatTimeout, ObjectNode config) {}

    /** As the API and files show it. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name).put("description", description);
        json.putObject("match").put("vendor", vendor).put("model", model);
        ObjectNode all = json.putObject("steps");
        new TreeMap<>(steps).forEach((type, defaults) -> {
            ObjectNode step = all.putObject(type);
            defaults.timeout().ifPresent(timeout -> step.put("timeout_seconds", timeout.value()));
            defaults.heartbeatTimeout().ifPresent(limit -> step.put("heartbeat_timeout_seconds", limit.value()));
            step.set("config", defaults.config().deepCopy());
        });
        json.set("values", values.deepCopy());
        return json;
    }

    /** The templates that its configs name, as written. */
    public List<String> templateReferences() {
        return steps.values().stream()
                .flatMap(defaults -> TemplateFields.references(defaults.config()))
                .distinct()
                .sorted()
                .toList();
    }
}
