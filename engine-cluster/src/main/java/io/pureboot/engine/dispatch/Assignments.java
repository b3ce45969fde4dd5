package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.registry.GroupEntry;
import io.pureboot.engine.registry.Groups;
import io.pureboot.protocol.WorkflowId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which workflow a machine runs when nobody names one: its own, else its group's, else what a rule of unknown machines has given it
 * (promises P-15, P-18).
 */
public final class Assignments {
    private final Groups groups;

    public Assignments(Groups groups) {
        this.groups = groups;
    }

    /** @param from who has assigned it */
    public record Assigned(WorkflowId id, From from) {}

    /** Where an assignment stands. */
    public enum From {
        NODE,
        GROUP,
        RULE;

        /** Its name in answers: lower case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Fails when a group has to be asked and PostgreSQL is away. */
    public CompletionStage<Optional<Assigned>> of(NodeView node) {
        Optional<Assigned> own = node.workflowId()
                .map(workflow -> new Assigned(workflow, node.workflowByRule() ? From.RULE : From.NODE));
        if (node.groupId().isEmpty()
                || own.filter(assigned -> assigned.from() == From.NODE).isPresent()) {
            return CompletableFuture.completedStage(own);
        }
        return groups.get(node.groupId().get())
                .thenApply(group -> group.flatMap(GroupEntry::workflowId)
                        .map(workflow -> new Assigned(workflow, From.GROUP))
                        .or(() -> own));
    }
}
