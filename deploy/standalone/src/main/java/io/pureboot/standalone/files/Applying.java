package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.EngineRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does what a plan says, in its order. A mark is written before what it is of is made, and completed after it: whenever this is
 * interrupted, the next apply knows what is to be completed, and never takes for its own what it is not sure to have made.
 */
public final class Applying {
    private static final String IN_USE = "template-in-use";

    private final Server server;
    private final String message;
    private final Consumer<String> done;
    private final Map<String, String> workflowIds = new HashMap<>();

    private Applying(Server server, String message, Consumer<String> done) {
        this.server = server;
        this.message = message;
        this.done = done;
    }

    /**
     * Fails with the engine's refusal at the first change that it refuses; what was done stays done.
     *
     * @param message why, kept with new template versions
     * @param done hears of each change that is done
     */
    public static void apply(Plan plan, EngineClient client, String source, String message, Consumer<String> done)
            throws IOException, InterruptedException {
        new Applying(new Server(client, source), message, done).apply(plan);
    }

    private void apply(Plan plan) throws IOException, InterruptedException {
        for (Held workflow : server.all(Kind.WORKFLOW)) {
            workflowIds.put(workflow.name(), workflow.id());
        }
        List<Change> templatesToGo = new ArrayList<>();
        for (Change change : plan.changes()) {
            boolean template = change.kind() == Kind.TEMPLATE;
            switch (change.action()) {
                case CREATE -> create(change, change.wanted().orElseThrow());
                case UPDATE ->
                    update(change, change.held().orElseThrow(), change.wanted().orElseThrow());
                case KEEP -> completeMark(change);
                case DELETE -> {
                    if (template) {
                        templatesToGo.add(change);
                    } else {
                        delete(change);
                    }
                }
            }
        }
        deleteTemplates(templatesToGo);
        for (Mark mark : plan.unmarked()) {
            server.forget(mark);
        }
    }

    private void create(Change change, Wanted wanted) throws IOException, InterruptedException {
        Mark mark = new Mark(change.kind(), change.name(), Optional.empty());
        server.mark(mark);
        JsonNode made;
        try {
            made = server.create(change.kind(), body(wanted));
        } catch (EngineRefusal refusal) {
            server.forget(mark);
            throw refusal;
        }
        String id = EngineClient.id(made);
        server.mark(new Mark(change.kind(), change.name(), Optional.of(id)));
        if (change.kind() == Kind.WORKFLOW) {
            workflowIds.put(change.name(), id);
        }
        done.accept(change.line());
    }

    private ObjectNode body(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Template template ->
                content(template).put("name", template.name()).put("format", template.format());
            case Wanted.Workflow workflow -> workflow.json();
            case Wanted.Profile profile -> profile.json();
            case Wanted.Group group -> group(group).put("name", group.name());
        };
    }

    private ObjectNode content(Wanted.Template template) {
        return Json.mapper().createObjectNode().put("content", template.text()).put("commit_message", message);
    }

    private ObjectNode group(Wanted.Group group) {
        ObjectNode body = Json.mapper().createObjectNode().put("description", group.description());
        body.put("workflow_id", group.workflow().isEmpty() ? null : workflowIds.get(group.workflow()));
        body.set("metadata", group.metadata());
        return body;
    }

    private void update(Change change, Held held, Wanted wanted) throws IOException, InterruptedException {
        switch (wanted) {
            case Wanted.Template template -> server.addVersion(held.id(), content(template));
            case Wanted.Workflow workflow -> server.put(Kind.WORKFLOW, held.id(), workflow.json());
            case Wanted.Profile profile -> server.put(Kind.PROFILE, held.id(), profile.json());
            case Wanted.Group group -> server.patch(Kind.GROUP, held.id(), group(group));
        }
        completeMark(change);
        done.accept(change.line());
    }

    private void completeMark(Change change) throws IOException, InterruptedException {
        if (change.mine()) {
            server.mark(new Mark(change.kind(), change.name(), change.held().map(Held::id)));
        }
    }

    private void delete(Change change) throws IOException, InterruptedException {
        Held held = change.held().orElseThrow();
        server.delete(change.kind(), held.id());
        server.forget(new Mark(change.kind(), change.name(), Optional.of(held.id())));
        done.accept(change.line());
    }

    /** Those that nobody includes any more first, round by round. */
    private void deleteTemplates(List<Change> changes) throws IOException, InterruptedException {
        List<Change> left = new ArrayList<>(changes);
        while (!left.isEmpty()) {
            List<Change> inUse = new ArrayList<>();
            Optional<EngineRefusal> last = Optional.empty();
            for (Change change : left) {
                try {
                    delete(change);
                } catch (EngineRefusal refusal) {
                    if (!refusal.code().equals(IN_USE)) {
                        throw refusal;
                    }
                    inUse.add(change);
                    last = Optional.of(refusal);
                }
            }
            if (last.isPresent() && inUse.size() == left.size()) {
                throw last.get();
            }
            left = inUse;
        }
    }
}
