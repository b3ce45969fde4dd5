package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.TextLanguage;
import io.pureboot.engine.workflow.dialect.DefinitionReader.Examined;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a tree as a definition and looks at what a reader of stored definitions must not ask: whether its steps can run, in time, and
 * what their texts name. Rules may grow here from version to version; what is stored stays readable.
 */
final class Inspector {
    private final Places places;
    private final List<Problem.Fault> errors = new ArrayList<>();
    private final List<Problem.Fault> warnings = new ArrayList<>();

    private Inspector(Places places) {
        this.places = places;
    }

    /** @param form what is wrong with the form of the text that the tree comes from */
    static Inspection inspect(
            JsonNode root, Places places, List<Problem.Fault> form, StepCatalog catalog, TextLanguage language) {
        Inspector inspector = new Inspector(places);
        inspector.errors.addAll(form);
        boolean readable = form.isEmpty() || root.isObject();
        Examined examined = readable
                ? DefinitionReader.examine(root, catalog)
                : new Examined(java.util.Optional.empty(), List.of(), List.of());
        examined.faults().forEach(fault -> inspector.errors.add(places.located(fault)));
        List<Inspection.TemplateUse> templates = inspector.texts(examined, language);
        examined.definition().ifPresent(definition -> {
            Soundness soundness = new Soundness(definition, examined, catalog);
            soundness.errors().forEach(fault -> inspector.errors.add(places.located(fault)));
            soundness.warnings().forEach(fault -> inspector.warnings.add(places.located(fault)));
        });
        return new Inspection(examined.definition(), inspector.errors, inspector.warnings, templates);
    }

    private List<Inspection.TemplateUse> texts(Examined examined, TextLanguage language) {
        List<Inspection.TemplateUse> templates = new ArrayList<>();
        for (StepDraft step : examined.steps()) {
            String path = step.path() + "/config";
            ConfigTexts.faults(step.config(), path, language).forEach(fault -> errors.add(fault.located(places)));
            ConfigTexts.templates(step.config(), path, language)
                    .forEach((reference, place) ->
                            templates.add(new Inspection.TemplateUse(reference, place.located(places))));
        }
        return templates;
    }
}
