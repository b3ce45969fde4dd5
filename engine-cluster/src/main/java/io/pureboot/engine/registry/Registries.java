package io.pureboot.engine.registry;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.template.catalog.TemplateCatalog;
import io.pureboot.engine.template.catalog.TemplateCommand;
import io.pureboot.engine.template.catalog.TemplateEvent;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.catalog.WorkflowCatalog;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent;
import org.apache.pekko.actor.typed.ActorSystem;

/** The registries as one engine holds them. */
public record Registries(Workflows workflows, Templates templates, Groups groups, DeviceProfiles profiles) {
    /** The WorkflowRegistry: name of the singleton, persistence id, row in {@code registry_position}. */
    public static final String WORKFLOW_REGISTRY = "workflow-registry";
    /** The TemplateRegistry, likewise. */
    public static final String TEMPLATE_REGISTRY = "template-registry";

    /**
     * Starts both singletons (each runs on one engine of the cluster) and opens the way to them. Call it once on every engine, after
     * the schema's migration.
     */
    public static Registries init(ActorSystem<?> system, Database database, StepCatalog steps) {
        Templates templates = new ClusteredTemplates(RegistryDoor.open(system, database, templateRegistry()), database);
        Workflows workflows = new ClusteredWorkflows(
                RegistryDoor.open(system, database, workflowRegistry()), database, templates, steps);
        return new Registries(
                workflows, templates, new StoredGroups(database), new StoredDeviceProfiles(database, templates, steps));
    }

    private static RegistryRules<WorkflowCatalogCommand, WorkflowCatalogEvent, WorkflowCatalog.State>
            workflowRegistry() {
        return new RegistryRules<>(
                WORKFLOW_REGISTRY,
                WorkflowCatalogCommand.class,
                WorkflowCatalogEvent.class,
                WorkflowCatalog.State.EMPTY,
                WorkflowCatalog::decide,
                WorkflowCatalog::evolve,
                WorkflowTables::write);
    }

    private static RegistryRules<TemplateCommand, TemplateEvent, TemplateCatalog.State> templateRegistry() {
        return new RegistryRules<>(
                TEMPLATE_REGISTRY,
                TemplateCommand.class,
                TemplateEvent.class,
                TemplateCatalog.State.EMPTY,
                TemplateCatalog::decide,
                TemplateCatalog::evolve,
                TemplateTables::write);
    }
}
