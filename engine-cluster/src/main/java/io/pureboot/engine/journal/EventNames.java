package io.pureboot.engine.journal;

import io.pureboot.engine.node.NodeEntry;
import io.pureboot.engine.node.NodeEvent;
import io.pureboot.engine.template.catalog.TemplateCatalog;
import io.pureboot.engine.template.catalog.TemplateEvent;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.catalog.WorkflowCatalog;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent;
import java.util.List;

/**
 * Everything that the journal and the snapshots may hold (promise P-29). A new event is a line here, a golden file under
 * {@code src/test/resources/golden/}, and, for a new family, a line in {@code serialization-bindings} of pureboot-pekko.conf. Lines are
 * never taken away. A field that a released event gets later is optional, and is filled in by a golden file of its own,
 * {@code NAME-VERSION.WORD.json}; the old file stays as it is.
 */
public final class EventNames {
    private static final List<EventName> ALL = List.of(
            line("execution-created", 1, ExecutionEvent.ExecutionCreated.class),
            line("attempt-started", 1, ExecutionEvent.AttemptStarted.class),
            line("machine-contacted", 1, ExecutionEvent.MachineContacted.class),
            line("reboot-announced", 1, ExecutionEvent.RebootAnnounced.class),
            line("attempt-ended", 1, ExecutionEvent.AttemptEnded.class),
            line("retry-scheduled", 1, ExecutionEvent.RetryScheduled.class),
            line("step-skipped", 1, ExecutionEvent.StepSkipped.class),
            line("rollback-started", 1, ExecutionEvent.RollbackStarted.class),
            line("cancel-requested", 1, ExecutionEvent.CancelRequested.class),
            line("execution-paused", 1, ExecutionEvent.ExecutionPaused.class),
            line("execution-resumed", 1, ExecutionEvent.ExecutionResumed.class),
            line("execution-ended", 1, ExecutionEvent.ExecutionEnded.class),
            line("execution-retried", 1, ExecutionEvent.ExecutionRetried.class),
            line("request-closed", 1, ExecutionEvent.RequestClosed.class),
            line("report-refused", 1, ExecutionEvent.ReportRefused.class),
            line("boot-requested", 1, ExecutionEvent.BootRequested.class),
            line("boot-recorded", 1, ExecutionEvent.BootRecorded.class),
            line("unexpected-reboot", 1, ExecutionEvent.UnexpectedReboot.class),
            line("boot-loop-detected", 1, ExecutionEvent.BootLoopDetected.class),
            line("warning-noted", 1, ExecutionEvent.WarningNoted.class),
            line("execution-state", 1, ExecutionState.Execution.class),
            line("node-registered", 1, NodeEvent.NodeRegistered.class),
            line("node-discovered", 1, NodeEvent.NodeDiscovered.class),
            line("facts-learned", 1, NodeEvent.FactsLearned.class),
            line("node-seen", 1, NodeEvent.NodeSeen.class),
            line("node-edited", 1, NodeEvent.NodeEdited.class),
            line("node-moved", 1, NodeEvent.NodeMoved.class),
            line("move-refused", 1, NodeEvent.MoveRefused.class),
            line("node-deleted", 1, NodeEvent.NodeDeleted.class),
            line("node-locked", 1, NodeEvent.NodeLocked.class),
            line("execution-accepted", 1, NodeEvent.ExecutionAccepted.class),
            line("execution-declined", 1, NodeEvent.ExecutionDeclined.class),
            line("node-released", 1, NodeEvent.NodeReleased.class),
            line("node-request-answered", 1, NodeEvent.RequestAnswered.class),
            line("node-state", 1, NodeEntry.Known.class),
            line("workflow-created", 1, WorkflowCatalogEvent.WorkflowCreated.class),
            line("workflow-revised", 1, WorkflowCatalogEvent.WorkflowRevised.class),
            line("workflow-deleted", 1, WorkflowCatalogEvent.WorkflowDeleted.class),
            line("workflow-catalog", 1, WorkflowCatalog.State.class),
            line("template-created", 1, TemplateEvent.TemplateCreated.class),
            line("template-version-added", 1, TemplateEvent.VersionAdded.class),
            line("template-changed", 1, TemplateEvent.TemplateChanged.class),
            line("template-deleted", 1, TemplateEvent.TemplateDeleted.class),
            line("template-catalog", 1, TemplateCatalog.State.class),
            line("changes", 1, Changes.class));

    private EventNames() {}

    private static EventName line(String name, int version, Class<?> type) {
        return new EventName(name, version, type);
    }

    public static List<EventName> all() {
        return ALL;
    }
}
