package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.BootLoop;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.WorkflowDefinition;
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

    /** Fields of document 000's model that are the database's: what is read from {@code GET} may be sent back. */
    private static final List<String> SHOWN_ONLY =
            List.of("id", "revision", "sha256", "created_at", "updated_at", "created_by");

    private final StepCatalog catalog;
    private final List<Problem.Fault> faults = new ArrayList<>();

    private DefinitionReader(StepCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * What a tree was read as.
     *
     * @param definition with defaults where there are faults; absent without a name or a family
     * @param steps as they stand in the tree
     */
    record Examined(Optional<WorkflowDefinition> definition, List<StepDraft> steps, List<Problem.Fault> faults) {
        Examined {
            steps = List.copyOf(steps);
            faults = List.copyOf(faults);
        }
    }

    static Reading read(JsonNode root, StepCatalog catalog) {
        Examined examined = examine(root, catalog);
        return examined.definition().isPresent() && examined.faults().isEmpty()
                ? new Reading.Definition(examined.definition().get())
                : new Reading.Faulty(examined.faults());
    }

    static Examined examine(JsonNode root, StepCatalog catalog) {
        if (!(root instanceof ObjectNode object)) {
            Problem.Fault fault = Problem.Fault.at("", "wrong_type", "must be an object: a workflow");
            return new Examined(Optional.empty(), List.of(), List.of(fault));
        }
        return new DefinitionReader(catalog).workflow(object);
    }

    private Examined workflow(ObjectNode object) {
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
        fields.shownOnly(SHOWN_ONLY);
        faults.addAll(fields.faults());
        List<StepDraft> drafts = steps(stepObjects.stream().limit(MAX_STEPS).toList());
        StepNames names = new StepNames(drafts);
        List<StepId> cleanUps = cleanUps(onCancel, names);
        RollbackReferences undos = new RollbackReferences(drafts, names, faults);
        List<StepDefinition> steps = drafts.stream()
                .map(step -> step.definition(undos.of(step)))
                .sorted(Comparator.comparingInt(StepDefinition::sequence))
                .toList();
        Optional<WorkflowDefinition> definition = name.flatMap(called -> osFamily.map(family -> new WorkflowDefinition(
                called,
                description.orElse(""),
                family,
                architecture.orElse("x86_64"),
                bootMode.orElse("bios"),
                isActive.orElse(true),
                timeout,
                cleanUps,
                grace.orElse(CANCEL_GRACE),
                steps,
                bootLoop)));
        return new Examined(definition, drafts, faults);
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

    private Optional<StepId> resolve(String path, String reference, StepNames names) {
        return names.resolve(path, reference, faults);
    }
}
