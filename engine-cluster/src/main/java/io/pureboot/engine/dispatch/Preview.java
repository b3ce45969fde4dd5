package io.pureboot.engine.dispatch;

import io.pureboot.engine.registry.TemplateEntry;
import io.pureboot.engine.template.Analysis;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.diff.TextDiff;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;

/** What came of looking at a template before it is used. */
public sealed interface Preview {
    /**
     * The text, or why there is none.
     *
     * @param template whose text it is; empty for a text that is not stored
     * @param version of it; empty when the content came with the question
     * @param includes what the includes are bound to now
     */
    record Shown(
            Optional<TemplateEntry> template,
            Optional<VersionNumber> version,
            Rendering rendering,
            List<PinnedTemplate> includes)
            implements Preview {
        public Shown {
            includes = List.copyOf(includes);
        }
    }

    /** What can be said of a text without knowing any value. */
    record Analysed(Analysis analysis) implements Preview {}

    /** Two versions compared. */
    record Compared(TemplateEntry template, VersionNumber from, VersionNumber to, TextDiff diff) implements Preview {}

    record NoTemplate(TemplateId id) implements Preview {}

    record NoVersion(TemplateId id, VersionSelector version) implements Preview {}

    record NoNode(NodeId id) implements Preview {}

    record NoWorkflow(WorkflowId id) implements Preview {}

    /** Too many are waiting. */
    record Busy() implements Preview {}
}
