package io.pureboot.engine.dispatch;

import io.pureboot.engine.edge.Edges;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.FileHash;
import io.pureboot.protocol.NodeId;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has edges fetch what a machine will ask for, while the machine still boots: the files among the templates that its execution has pinned, and
 * those that its steps name by their hash. Only advice: nobody waits for it, and what fails is not tried again.
 */
public final class Prefetching {
    private static final Logger LOG = LoggerFactory.getLogger(Prefetching.class);
    private static final Pattern NAMED = Pattern.compile("sha256/([0-9a-f]{64})(?![0-9a-f])");

    private final Edges edges;
    private final Executions executions;
    private final Templates templates;

    public Prefetching(Edges edges, Executions executions, Templates templates) {
        this.edges = edges;
        this.executions = executions;
        this.templates = templates;
    }

    /** A machine boots at an edge. */
    void booted(NodeId machine, String edgeId) {
        EdgeId.parse(edgeId).ifPresent(edge -> quietly(edges.sees(edge, machine)));
    }

    /** An execution has begun because its machine boots at an edge. */
    void begun(ExecutionId id, NodeId machine, String edgeId) {
        if (edges.any()) {
            EdgeId.parse(edgeId)
                    .ifPresent(edge -> quietly(edges.sees(edge, machine)
                            .thenCompose(seen -> executions.get(id))
                            .thenAccept(found -> found.ifPresent(this::begun))));
        }
    }

    /** An execution has begun; its machine is believed to stand before the edge where it was seen last. */
    public void begun(Execution execution) {
        PinnedWorkflow workflow = execution.workflow();
        if (edges.any()) {
            quietly(templates
                    .contents(workflow.templates())
                    .thenCompose(contents -> edges.want(execution.nodeId(), files(workflow, contents))));
        }
    }

    private static Set<FileHash> files(PinnedWorkflow workflow, IncludeSource contents) {
        Set<FileHash> files = new HashSet<>();
        for (PinnedTemplate pinned : workflow.templates()) {
            TemplateReference.parse(pinned.reference())
                    .flatMap(contents::find)
                    .filter(source -> source.format() == TemplateFormat.FILE)
                    .flatMap(source -> FileHash.parse(pinned.sha256()))
                    .ifPresent(files::add);
        }
        for (GraphStep step : workflow.graph().steps()) {
            Matcher named = NAMED.matcher(step.config().toString());
            while (named.find()) {
                files.add(new FileHash(named.group(1)));
            }
        }
        return files;
    }

    private static void quietly(CompletionStage<?> advice) {
        advice.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("an edge is not told what to fetch: {}", failure.toString());
            }
        });
    }
}
