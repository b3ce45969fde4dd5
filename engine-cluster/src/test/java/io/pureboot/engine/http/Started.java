package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import java.util.concurrent.atomic.AtomicInteger;

/** An execution of two scripts on a machine of its own, started over HTTP. */
record Started(String id, String node, String token) {
    private static final AtomicInteger MACHINES = new AtomicInteger();
    /** @return the workflow's id */
    static String workflow(EngineForTests engine, int timeoutSeconds) {
        Answer created = engine.post("/api/v1/workflows", """
                {"name": "two scripts", "os_family": "linux", "steps": [
                  {"id": "one", "name": "One", "type": "script", "config": {"script": "true"}, "timeout_seconds": %d},
                  {"id": "two", "name": "Two", "type": "script", "config": {"script": "true"}, "timeout_seconds": %d}]}""".formatted(timeoutSeconds, timeoutSeconds));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.text("id");
    }

    /** @return the node's id */
    static String machine(EngineForTests engine) {
        String mac = "52:54:00:01:%02x:%02x".formatted(MACHINES.incrementAndGet() / 256, MACHINES.get() % 256);
        Answer node = engine.post("/api/v1/nodes", "{\"mac_address\": \"" + mac + "\"}");
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        return node.text("id");
    }

    static Answer start(EngineForTests engine, String workflow, String node) {
        return engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\": \"" + workflow + "\"}");
    }

    static Started on(EngineForTests engine, String workflow) {
        String node = machine(engine);
        Answer started = start(engine, workflow, node);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        return new Started(started.text("id"), node, started.text("callback_token"));
    }

    Answer show(EngineForTests engine) {
        return engine.get("/api/v1/executions/" + id);
    }

    Answer succeed(EngineForTests engine, String step) {
        return engine.post(
                "/api/v1/callback/" + id + "/step/" + step, token, "{\"status\": \"success\", \"attempt\": 1}");
    }

    Answer heartbeat(EngineForTests engine, String step) {
        return engine.post(
                "/api/v1/callback/" + id + "/heartbeat", token, "{\"step_id\": \"" + step + "\", \"attempt\": 1}");
    }
}
