package io.pureboot.engine.workflow.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Locale;

/**
 * Why a change of the catalogs of workflows, templates and groups does not hold, or why something in them is not there.
 *
 * @param detail what was wrong this time, for people
 * @param faults the single places, when the input has some
 */
public record CatalogRefusal(Code code, String detail, List<Problem.Fault> faults) {
    public CatalogRefusal {
        faults = List.copyOf(faults);
    }

    public static CatalogRefusal of(Code code, String detail) {
        return new CatalogRefusal(code, detail, List.of());
    }

    /** The stable codes; the HTTP room knows each one's status and title. */
    public enum Code {
        /** Another one that is not deleted has the name: 409. */
        NAME_TAKEN,
        /** Empty, too long, or with characters that a name must not have: 422. */
        NAME_INVALID,
        /** Some other field is out of its range: 422. */
        FIELD_INVALID,
        /** The definition does not compile; the faults say where: 422. */
        DEFINITION_INVALID,
        /** Larger than a revision may be: 413. */
        DEFINITION_TOO_LARGE,
        WORKFLOW_NOT_FOUND,
        /** {@code is_active} is false, so it cannot be started: 409. */
        WORKFLOW_INACTIVE,
        /** A group or a node has it assigned: 409. */
        WORKFLOW_IN_USE,
        TEMPLATE_NOT_FOUND,
        VERSION_NOT_FOUND,
        /** A workflow's step or another template names it: 409. */
        TEMPLATE_IN_USE,
        /** Its brackets do not close; the faults say where: 422. */
        TEMPLATE_INVALID,
        /** Larger than a version may be: 413. */
        TEMPLATE_TOO_LARGE,
        /** What a workflow or a template names is not there; the detail has the chain: 422. */
        TEMPLATE_MISSING,
        GROUP_NOT_FOUND,
        PROFILE_NOT_FOUND,
        /** Nodes belong to it: 409. */
        GROUP_IN_USE,
        /** {@code If-Match} names another revision than the current one: 412. */
        VERSION_CONFLICT,
        /** The same {@code Idempotency-Key} came with another body: 422. */
        IDEMPOTENCY_KEY_REUSED;

        /** The code as problem documents write it: kebab-case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
