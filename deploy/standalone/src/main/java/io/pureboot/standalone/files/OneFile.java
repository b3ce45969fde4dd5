package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.TemplateFaults;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.dialect.Inspection;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.YamlDocument;
import io.pureboot.engine.workflow.profile.DeviceProfile;
import io.pureboot.engine.workflow.profile.ProfileReading;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of one file: what it wants (a file of workflows may hold several), or faults. */
record OneFile(List<Wanted> wanted, List<String> faults) {
    static OneFile faulty(String line) {
        return new OneFile(List.of(), List.of(line));
    }

    void into(List<Wanted> all, List<String> allFaults) {
        all.addAll(wanted);
        allFaults.addAll(faults);
    }

    static OneFile read(Kind kind, String file, String stem, String extension, String text) {
        return switch (kind) {
            case TEMPLATE -> template(file, stem, extension.equals("hbs"), text);
            case WORKFLOW -> workflow(file, text);
            case GROUP -> group(file, text);
            case PROFILE -> profile(file, text);
        };
    }

    private static OneFile of(Wanted wanted) {
        return new OneFile(List.of(wanted), List.of());
    }

    private static OneFile faults(String file, List<Problem.Fault> faults) {
        return new OneFile(List.of(), Faults.lines(file, faults));
    }

    private static OneFile template(String file, String name, boolean handlebars, String text) {
        if (!name.matches("[a-zA-Z0-9_-]+")) {
            return faulty(file + ":1:1: a template's name has only A-Z a-z 0-9 _ - [name_invalid]");
        }
        TemplateFormat format = handlebars ? TemplateFormat.HANDLEBARS : TemplateFormat.PUREBOOT;
        List<Problem.Fault> faults =
                handlebars ? TemplateFaults.structure(format, text) : TemplateFaults.validate(text);
        return faults.isEmpty()
                ? of(new Wanted.Template(name, file, text, format.wire(), TemplateFaults.references(format, text)))
                : faults(
                        file,
                        faults.stream()
                                .map(fault -> new Problem.Fault(
                                        fault.code(), "", fault.message(), fault.line(), fault.column()))
                                .toList());
    }

    private static OneFile workflow(String file, String text) {
        List<Wanted> wanted = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Inspection inspection : LocalValidation.inspect(text)) {
            faults.addAll(Faults.lines(file, inspection.errors()));
            inspection
                    .accepted()
                    .ifPresent(definition -> wanted.add(new Wanted.Workflow(
                            definition.name(),
                            file,
                            text,
                            PureBootDialect.toJson(definition),
                            PureBootDialect.sha256(definition),
                            inspection.templates().stream()
                                    .map(Inspection.TemplateUse::reference)
                                    .distinct()
                                    .toList())));
        }
        return new OneFile(wanted, faults);
    }

    private static OneFile group(String file, String text) {
        YamlDocument document = YamlDocument.read(text);
        List<Problem.Fault> faults = new ArrayList<>(document.faults());
        StrictFields fields = new StrictFields(document.object());
        fields.required("name");
        Optional<String> name = fields.text("name");
        Optional<String> description = fields.anyText("description");
        Optional<String> workflow = fields.text("workflow");
        ObjectNode metadata =
                fields.object("metadata").orElseGet(() -> Json.mapper().createObjectNode());
        fields.faults().forEach(fault -> faults.add(document.located(fault)));
        return faults.isEmpty()
                ? of(new Wanted.Group(
                        name.orElse(""), file, text, description.orElse(""), workflow.orElse(""), metadata))
                : faults(file, faults);
    }

    private static OneFile profile(String file, String text) {
        YamlDocument document = YamlDocument.read(text);
        List<Problem.Fault> faults = new ArrayList<>(document.faults());
        ProfileReading reading = ProfileReading.of(document.object(), StepTypes.all());
        if (reading instanceof ProfileReading.Faulty(List<Problem.Fault> found)) {
            found.forEach(fault -> faults.add(document.located(fault)));
        }
        if (faults.isEmpty() && reading instanceof ProfileReading.Profile(DeviceProfile profile)) {
            JsonNode json = profile.toJson();
            return of(new Wanted.Profile(profile.name(), file, text, (ObjectNode) json, profile.templateReferences()));
        }
        return faults(file, faults);
    }
}
