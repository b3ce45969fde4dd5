package io.pureboot.engine.dispatch;

import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is to be rendered for people's eyes, and of which machine it is to speak.
 *
 * @param node a real one
 * @param workflow when absent, the one that is assigned to the node or its group
 * @param imagined what the question itself says of machine and workflow, laid over what is real
 * @param strict a variable without value or default is a failure
 */
public record PreviewQuestion(
        Source source,
        Optional<NodeId> node,
        Optional<WorkflowId> workflow,
        UnaryOperator<Variables> imagined,
        boolean strict) {
    /** Where the text comes from. */
    public sealed interface Source {
        /** A version of a template; with a content, what may become its next version. */
        record Stored(TemplateId id, VersionSelector version, Optional<String> content) implements Source {}

        /** A text that is in no template yet. */
        record Unsaved(TemplateFormat format, String content) implements Source {}
    }
}
