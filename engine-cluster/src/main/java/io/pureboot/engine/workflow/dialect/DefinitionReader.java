package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.BootLoop;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A tree with document 000's field names, read into a definition or all its faults. */
final class DefinitionReader {
    /** How long a cancelled execution waits for the agent when its workflow says nothing: two heartbeats of 30 s. */
    static final Seconds CANCEL_GRACE = new Seconds(60);

    private static final int MAX_STEPS = 500;
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 10_000;

    private final StepCatalog catalog;
    private final List<Problem.Fault> faults = new ArrayList<>();

    private DefinitionReader(StepCatalog catalog) {
        this.catalog = catalog;
    }

    static Reading read(JsonNode root, StepCatalog catalog) {
        if (!(root instanceof ObjectNode object)) {
            return new Reading.Faulty(List.of(Problem.Fault.at("", "wrong_type", "must be an object: a workflow")));
        }
        DefinitionReader reader = new DefinitionReader(catalog);
        Optional<WorkflowDefinition> definition = reader.workflow(object);
        return definition.isPresent() && reader.faults.isEmpty()
                ? new Reading.Definition(definition.get())
                : new Reading.Faulty(reader.faults);
    }

    private Optional<WorkflowDefinition> workflow(ObjectNode object) {
        StrictFields fields = new StrictFields(object);
        fields.required("name");
        fields.required("os_family");
        Optional<String> name = named(fields);
        Optional<String> description = fields.anyText("description");
        description
                .filter(text -> text.length() > MAX_DESCRIPTION)
                .ifPresent(text -> fields.note(
                        "description", "out_of_range", "must not be longer than " + MAX_DESCRIPTION + " characters"));
        Optional<String> osFamily = fields.choice("os_family", List.of("linux", "windows", "bsd"));
        Optional<String> architecture = fields.choice("architecture", List.of("x86_64", "aarch64"));
        Optional<String> bootMode = fields.choice("boot_mode", List.of("bios", "uefi"));
        Optional<Boolean> isActive = fields.flag("is_active");
        Optional<Seconds> timeout = fields.seconds("timeout_seconds", 1);
        List<String> onCancel = fields.texts("on_cancel");
        Optional<Seconds> grace = fields.seconds("cancel_grace_seconds", 0);
        Optional<BootLoop> bootLoop = fields.object("boot_loop").map(this::bootLoop);
        List<ObjectNode> stepObjects = fields.objects("steps");
        if (stepObjects.size() > MAX_STEPS) {
            fields.note("steps", "out_of_range", "must not be more than " + MAX_STEPS);
        }
        faults.addAll(fields.faults());
        List<StepDraft> steps = steps(stepObjects);
        StepNames names = new StepNames(steps);
        List<StepId> cleanUps = cleanUps(onCancel, names);
        if (name.isEmpty() || osFamily.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new WorkflowDefinition(
                name.get(),
                description.orElse(""),
                osFamily.get(),
                architecture.orElse("x86_64"),
                bootMode.orElse("bios"),
                isActive.orElse(true),
                timeout,
                cleanUps,
                grace.orElse(CANCEL_GRACE),
                steps.stream()
                        .map(step -> step.definition(undo(step, steps, names)))
                        .sorted(Comparator.comparingInt(step -> step.sequence()))
                        .toList(),
                bootLoop));
    }

    private BootLoop bootLoop(ObjectNode object) {
        StrictFields fields = new StrictFields(object);
        BootLoop loop = new BootLoop(
                fields.whole("boots", 0, BootLoop.MOST_BOOTS).orElse(BootLoop.USUAL.boots()),
                fields.whole("minutes", 1, BootLoop.MOST_MINUTES).orElse(BootLoop.USUAL.minutes()));
        fields.faults()
                .forEach(fault ->
                        faults.add(Problem.Fault.at("/boot_loop" + fault.path(), fault.code(), fault.message())));
        return loop;
    }

    /** A name of bounded length, of a workflow or a step. */
    static Optional<String> named(StrictFields fields) {
        Optional<String> name = fields.text("name");
        name.filter(text -> text.length() > MAX_NAME)
                .ifPresent(text ->
                        fields.note("name", "out_of_range", "must not be longer than " + MAX_NAME + " characters"));
        return name;
    }

    private List<StepDraft> steps(List<ObjectNode> objects) {
        List<StepDraft> drafts = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            drafts.add(StepDraft.read(objects.get(i), i, catalog, faults));
        }
        uniqueSequences(drafts);
        return giveIds(drafts);
    }

    private void uniqueSequences(List<StepDraft> drafts) {
        Map<Integer, StepDraft> taken = new HashMap<>();
        for (StepDraft draft : drafts) {
            StepDraft first = taken.putIfAbsent(draft.sequence(), draft);
            if (first != null) {
                faults.add(Problem.Fault.at(
                        draft.path() + "/sequence",
                        "duplicate",
                        "is " + draft.sequence() + ", as that of " + first.path() + " is"));
            }
        }
    }

    /** Written ids must differ; a step without one gets a slug of its name that no other step has. */
    private List<StepDraft> giveIds(List<StepDraft> drafts) {
        Set<StepId> taken = new HashSet<>();
        for (StepDraft draft : drafts) {
            if (draft.id().filter(id -> !taken.add(id)).isPresent()) {
                faults.add(Problem.Fault.at(draft.path() + "/id", "duplicate", "is the id of an earlier step as well"));
            }
        }
        List<StepDraft> named = new ArrayList<>();
        for (StepDraft draft : drafts) {
            named.add(draft.id().isPresent() ? draft : draft.withId(StepNames.slug(draft.name(), taken)));
        }
        return named;
    }

    private List<StepId> cleanUps(List<String> references, StepNames names) {
        List<StepId> cleanUps = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            String path = "/on_cancel/" + i;
            Optional<StepId> step = resolve(path, references.get(i), names);
            if (step.filter(cleanUps::contains).isPresent()) {
                faults.add(Problem.Fault.at(path, "duplicate", "is named twice"));
            }
            step.ifPresent(cleanUps::add);
        }
        return cleanUps;
    }

    private Optional<StepId> undo(StepDraft step, List<StepDraft> steps, StepNames names) {
        String path = step.path() + "/rollback_step_id";
        Optional<StepId> undo = step.rollback().flatMap(reference -> resolve(path, reference, names));
        if (undo.isPresent() && undo.equals(step.id())) {
            faults.add(Problem.Fault.at(path, "self_reference", "is the step itself"));
        }
        boolean undone = steps.stream()
                .anyMatch(other -> other.id().equals(undo) && other.rollback().isPresent());
        if (undo.isPresent() && !undo.equals(step.id()) && undone) {
            faults.add(
                    Problem.Fault.at(path, "rollback_of_rollback", "names a step that has a rollback_step_id itself"));
        }
        return undo;
    }

    private Optional<StepId> resolve(String path, String reference, StepNames names) {
        List<StepId> found = names.find(reference);
        if (found.size() != 1) {
            faults.add(Problem.Fault.at(
                    path,
                    found.isEmpty() ? "unknown_step" : "ambiguous",
                    found.isEmpty()
                            ? "names no step: '" + Ids.shown(reference) + "'"
                            : "is the name of several steps; use the id"));
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
