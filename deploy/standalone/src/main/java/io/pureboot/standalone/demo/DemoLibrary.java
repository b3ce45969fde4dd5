package io.pureboot.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.WorkflowId;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.EngineRefusal;
import io.pureboot.standalone.machine.MachineIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the demo gives the engine to do: a template, a workflow, machines and their executions. */
final class DemoLibrary {
    private static final String TEMPLATE = "demo-user-data";
    private static final int CONFLICT = 409;

    private final EngineClient engine;

    DemoLibrary(EngineClient engine) {
        this.engine = engine;
    }

    /** The workflow of this demo, with the template that it names; both may be there from an earlier demo. */
    WorkflowId prepare(MachineKind.WorkflowText workflow) throws IOException, InterruptedException {
        prepareTemplate();
        try {
            return new WorkflowId(EngineClient.id(engine.importWorkflow(workflow.yaml())));
        } catch (EngineRefusal refusal) {
            Optional<WorkflowId> known = refusal.status() == CONFLICT ? known(workflow.name()) : Optional.empty();
            return known.orElseThrow(() -> new UncheckedIOException(refusal));
        }
    }

    private void prepareTemplate() throws IOException, InterruptedException {
        ObjectNode template = Json.mapper().createObjectNode();
        template.put("name", TEMPLATE);
        template.put("description", "What the demo's installed system does at its first boot");
        template.put("format", "pureboot");
        template.put("content", resource("/demo/user-data"));
        try {
            engine.post("/api/v1/templates", template);
        } catch (EngineRefusal refusal) {
            if (refusal.status() != CONFLICT) {
                throw refusal;
            }
        }
    }

    private Optional<WorkflowId> known(String name) throws IOException, InterruptedException {
        for (JsonNode workflow : engine.get("/api/v1/workflows?q=" + name).path("items")) {
            if (workflow.path("name").asText().equals(name)) {
                return Optional.of(new WorkflowId(EngineClient.id(workflow)));
            }
        }
        return Optional.empty();
    }

    NodeId register(MachineIdentity machine) throws IOException, InterruptedException {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("mac_address", machine.mac().value());
        node.put("hostname", machine.hostname());
        return new NodeId(EngineClient.id(engine.post("/api/v1/nodes", node)));
    }

    ExecutionId start(NodeId node, WorkflowId workflow) throws IOException, InterruptedException {
        return engine.execute(node, workflow);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = DemoLibrary.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
