package io.pureboot.engine.workflow.profile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a JSON object turned out to be. */
public sealed interface ProfileReading {
    int LONGEST_NAME = 255;

    record Profile(DeviceProfile profile) implements ProfileReading {}

    /** None; all its faults, with pointers. */
    record Faulty(List<Problem.Fault> faults) implements ProfileReading {
        public Faulty {
            faults = List.copyOf(faults);
        }
    }

    /** Reads {@code {name, description, match: {vendor, model}, steps: {TYPE: {timeout_seconds, heartbeat_timeout_seconds, config}}, values}}. */
    static ProfileReading of(ObjectNode json, StepCatalog catalog) {
        StrictFields fields = new StrictFields(json);
        List<Problem.Fault> below = new ArrayList<>();
        fields.required("name");
        Optional<String> name = fields.text("name");
        if (name.filter(text -> text.length() > LONGEST_NAME || text.indexOf('\n') >= 0)
                .isPresent()) {
            fields.note("name", "out_of_range", "must be one line of " + LONGEST_NAME + " characters or fewer");
        }
        Optional<String> description = fields.anyText("description");
        StrictFields match = new StrictFields(fields.object("match").orElseGet(ProfileReading::empty));
        Optional<String> vendor = match.text("vendor");
        Optional<String> model = match.text("model");
        match.faults().forEach(fault -> below.add(under("/match", fault)));
        Map<String, DeviceProfile.StepDefaults> steps = new HashMap<>();
        fields.object("steps")
                .ifPresent(all -> all.properties().forEach(entry -> {
                    String path = "/steps/" + StrictFields.segment(entry.getKey());
                    if (!catalog.knows(entry.getKey())) {
                        below.add(Problem.Fault.at(
                                path,
                                "unknown_value",
                                "is no step type; there are " + String.join(", ", catalog.names())));
                    } else if (entry.getValue() instanceof ObjectNode step) {
                        steps.put(entry.getKey(), defaults(entry.getKey(), step, path, catalog, below));
                    } else {
                        below.add(Problem.Fault.at(path, "wrong_type", "must be an object"));
                    }
                }));
        ObjectNode values = fields.object("values").orElseGet(ProfileReading::empty);
        List<Problem.Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(below);
        return faults.isEmpty()
                ? new Profile(new DeviceProfile(
                        name.orElse(""), description.orElse(""), vendor.orElse("*"), model.orElse("*"), steps, values))
                : new Faulty(faults);
    }

    private static DeviceProfile.StepDefaults defaults(
            String type, ObjectNode step, String path, StepCatalog catalog, List<Problem.Fault> faults) {
        StrictFields fields = new StrictFields(step);
        Optional<Seconds> timeout = fields.seconds("timeout_seconds", 1);
        Optional<Seconds> heartbeat = fields.seconds("heartbeat_timeout_seconds", 1);
        ObjectNode config = fields.object("config").orElseGet(ProfileReading::empty);
        fields.faults().forEach(fault -> faults.add(under(path, fault)));
        // A part of a config: what it lacks, the workflow may have.
        catalog.faults(type, config).stream()
                .filter(fault -> !fault.code().equals("missing_field"))
                .forEach(fault -> faults.add(under(path + "/config", fault)));
        return new DeviceProfile.StepDefaults(timeout, heartbeat, config);
    }

    private static Problem.Fault under(String path, Problem.Fault fault) {
        return new Problem.Fault(fault.code(), path + fault.path(), fault.message(), fault.line(), fault.column());
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }
}
