package io.pureboot.engine.workflow.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;

/** A change to the catalog of workflows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkflowCatalogCommand.Create.class, name = "create"),
    @JsonSubTypes.Type(value = WorkflowCatalogCommand.Update.class, name = "update"),
    @JsonSubTypes.Type(value = WorkflowCatalogCommand.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = WorkflowCatalogCommand.Import.class, name = "import")
})
public sealed interface WorkflowCatalogCommand {
    String by();

    /** A new workflow. The same id with the same definition is the same creation. */
    record Create(WorkflowId id, DefinitionText definition, String by) implements WorkflowCatalogCommand {}

    /**
     * Another definition.
     *
     * @param ifMatch the value of {@code If-Match}
     */
    record Update(WorkflowId id, DefinitionText definition, Optional<String> ifMatch, String by)
            implements WorkflowCatalogCommand {}

    record Delete(WorkflowId id, Optional<String> ifMatch, String by) implements WorkflowCatalogCommand {}

    /** Workflows by their names, all of them or none: a new one for each name that is free, else the next revision of the one that has it. */
    record Import(List<Named> workflows, String by) implements WorkflowCatalogCommand {
        public Import {
            workflows = List.copyOf(workflows);
        }
    }

    /**
     * One workflow of an import.
     *
     * @param id which it gets when it is new
     */
    record Named(WorkflowId id, DefinitionText definition) {}

    /**
     * A definition as it is stored.
     *
     * @param content its canonical form; treated as immutable
     * @param sha256 of that form, 64 hex digits
     * @param templates the templates that its steps name and include, as written
     */
    record DefinitionText(String name, ObjectNode content, String sha256, List<String> templates) {
        public DefinitionText {
            templates = List.copyOf(templates);
        }
    }
}
