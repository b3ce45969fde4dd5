package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.WorkflowId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a node's description. What is absent stays, what stands in {@code cleared} is taken away.
 *
 * @param metadata merged into the present one (JSON merge patch, RFC 7396: a null member removes that member)
 * @param byRule the workflow comes from a rule of unknown machines, not from an operator
 */
public record NodePatch(
        Optional<MacAddress> macAddress,
        Optional<String> ipAddress,
        Optional<String> hostname,
        Optional<String> uuid,
        Optional<String> serial,
        Optional<String> vendor,
        Optional<String> model,
        Optional<String> architecture,
        Optional<String> bootMode,
        Optional<GroupId> groupId,
        Optional<WorkflowId> workflowId,
        Optional<ObjectNode> metadata,
        Set<Field> cleared,
        boolean byRule) {
    public NodePatch {
        cleared = Set.copyOf(cleared);
    }

    /** What an operator changes. */
    public NodePatch(
            Optional<MacAddress> macAddress,
            Optional<String> ipAddress,
            Optional<String> hostname,
            Optional<String> uuid,
            Optional<String> serial,
            Optional<String> vendor,
            Optional<String> model,
            Optional<String> architecture,
            Optional<String> bootMode,
            Optional<GroupId> groupId,
            Optional<WorkflowId> workflowId,
            Optional<ObjectNode> metadata,
            Set<Field> cleared) {
        this(
                macAddress,
                ipAddress,
                hostname,
                uuid,
                serial,
                vendor,
                model,
                architecture,
                bootMode,
                groupId,
                workflowId,
                metadata,
                cleared,
                false);
    }

    /** One by which a rule gives the node a workflow, and leaves all else. */
    public static NodePatch ruling(WorkflowId workflow) {
        return new NodePatch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(workflow),
                Optional.empty(),
                Set.of(),
                true);
    }

    /** One that adds to the metadata, and leaves all else. */
    public static NodePatch noting(ObjectNode metadata) {
        return new NodePatch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(metadata),
                Set.of());
    }

    boolean clears(Field field) {
        return cleared.contains(field);
    }

    <T> Optional<T> apply(Field field, Optional<T> wanted, Optional<T> present) {
        return clears(field) ? Optional.empty() : wanted.or(() -> present);
    }

    /** What may be taken away. */
    public enum Field {
        IP_ADDRESS,
        HOSTNAME,
        UUID,
        SERIAL,
        VENDOR,
        MODEL,
        ARCHITECTURE,
        BOOT_MODE,
        GROUP_ID,
        WORKFLOW_ID,
        METADATA;

        /** Its name in requests: lower case, words joined by underscores. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The field with that name, or empty. */
        public static Optional<Field> parse(String wire) {
            return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
        }
    }
}
