package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which workflow a machine runs when nobody names one: its own before its group's before a rule's. */
class AssignmentTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static EngineForTests engine;
    private static String ruled;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start(
                PostgresForTests.freshDatabase(),
                Map.of("unknown-machines.rules", List.of(Map.of("vendor", "acme*", "workflow", "by rule"))));
        ruled = workflow("by rule");
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String workflow(String name) {
        Answer made = engine.post("/api/v1/workflows", """
                {"name":"%s","os_family":"linux","steps":[{"name":"a","type":"boot"}]}""".formatted(name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static String fresh(String word) {
        return word + "-" + NUMBERS.incrementAndGet();
    }

    private static String group(String fields) {
        Answer made = engine.post("/api/v1/groups", "{\"name\":\"" + fresh("group") + "\"" + fields + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static String mac() {
        return "52:54:00:bb:00:%02x".formatted(NUMBERS.incrementAndGet());
    }

    private static String node(String mac, String fields) {
        Answer made = engine.post("/api/v1/nodes", "{\"mac_address\":\"" + mac + "\"" + fields + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static String given(String field, String id) {
        return ",\"" + field + "\":\"" + id + "\"";
    }

    private static Answer boot(String mac) {
        Answer answer = engine.post("/api/v1/boot", EDGE, """
                {"mac":"%s","manufacturer":"ACME Inc.","edge_id":"e1","edge_url":"http://127.0.0.1:8081"}""".formatted(mac));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void patch(String node, String fields) {
        Answer patched = engine.send("PATCH", "/api/v1/nodes/" + node, ADMIN, "application/json", fields);
        assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    }

    private static String assigned(String node) {
        JsonNode shown = engine.get("/api/v1/nodes/" + node).json();
        assertThat(shown.has("workflow_by_rule")).isFalse();
        JsonNode workflow = shown.path("workflow");
        return workflow.isMissingNode()
                ? "none"
                : workflow.path("name").asText() + " from "
                        + workflow.path("from").asText();
    }

    private static Answer execute(String node) {
        return engine.post("/api/v1/nodes/" + node + "/execute", "{}");
    }

    @Test
    void theNodesOwnGoesBeforeItsGroupsAndEitherIsStartedWhenNoneIsNamed() {
        String own = fresh("own");
        String shared = fresh("shared");
        String ownId = workflow(own);
        String sharedId = workflow(shared);
        String group = group(given("workflow_id", sharedId));
        String node = node(mac(), "");
        assertThat(assigned(node)).isEqualTo("none");
        assertThat(execute(node).text("code")).isEqualTo("workflow-not-assigned");
        patch(node, "{\"group_id\":\"" + group + "\"}");
        assertThat(assigned(node)).isEqualTo(shared + " from group");
        patch(node, "{\"workflow_id\":\"" + ownId + "\"}");
        assertThat(assigned(node)).isEqualTo(own + " from node");
        Answer started = execute(node);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        assertThat(started.text("workflow_name")).isEqualTo(own);

        String other = node(mac(), given("group_id", group));
        assertThat(execute(other).text("workflow_name")).isEqualTo(shared);
        patch(node, "{\"workflow_id\":null}");
        assertThat(assigned(node)).isEqualTo(shared + " from group");
    }

    @Test
    void aPendingMachineBootsItsGroupsWorkflowAndAGroupWithoutOneChangesNothing() {
        String shared = fresh("shared");
        String group = group(given("workflow_id", workflow(shared)));
        String mac = mac();
        node(mac, given("group_id", group));
        Answer boot = boot(mac);
        assertThat(engine.get("/api/v1/executions/" + boot.text("execution_id")).text("workflow_name"))
                .as(boot.body())
                .isEqualTo(shared);
        String plain = mac();
        String own = fresh("own");
        String node = node(plain, given("group_id", group("")) + given("workflow_id", workflow(own)));
        assertThat(assigned(node)).isEqualTo(own + " from node");
        assertThat(boot(plain).json().has("execution_id")).isTrue();
    }

    @Test
    void whatARuleHasGivenYieldsToTheGroupAndToTheOperator() {
        String mac = mac();
        String node = boot(mac).text("node_id");
        assertThat(assigned(node)).isEqualTo("by rule from rule");
        assertThat(engine.get("/api/v1/nodes/" + node).text("workflow_id")).isEqualTo(ruled);

        String shared = fresh("shared");
        String group = group(given("workflow_id", workflow(shared)));
        patch(node, "{\"group_id\":\"" + group + "\"}");
        assertThat(assigned(node)).isEqualTo(shared + " from group");
        patch(node, "{\"group_id\":\"" + group("") + "\"}");
        assertThat(assigned(node)).isEqualTo("by rule from rule");
        patch(node, "{\"hostname\":\"still-by-rule\"}");
        assertThat(assigned(node)).isEqualTo("by rule from rule");

        patch(node, "{\"group_id\":\"" + group + "\",\"workflow_id\":\"" + ruled + "\"}");
        assertThat(assigned(node)).as("an operator's own word").isEqualTo("by rule from node");
        assertThat(engine.post("/api/v1/nodes/" + node + "/state", "{\"state\":\"pending\"}")
                        .status())
                .isEqualTo(200);
        Answer boot = boot(mac);
        assertThat(engine.get("/api/v1/executions/" + boot.text("execution_id")).text("workflow_name"))
                .isEqualTo("by rule");
    }

    @Test
    void whatIsAssignedIsDeletedOnlyByForce() {
        String id = workflow(fresh("held"));
        String path = "/api/v1/workflows/" + id;
        String mac = mac();
        String node = node(mac, given("workflow_id", id));
        Awaitility.await("the node's row").untilAsserted(() -> {
            Answer refused = engine.send("DELETE", path, ADMIN, "application/json", "", "If-Match", "\"none\"");
            assertThat(refused.text("code")).as(refused.body()).isEqualTo("workflow-in-use");
            assertThat(refused.text("detail")).contains("node " + mac);
        });
        assertThat(engine.send("DELETE", path + "?force", ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        Answer boot = boot(mac);
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("disk");
        assertThat(boot.text("reason")).contains("cannot start");
        JsonNode shown = engine.get("/api/v1/nodes/" + node).json();
        assertThat(shown.at("/workflow/id").asText()).isEqualTo(id);
        assertThat(shown.path("workflow").has("name")).isFalse();
    }
}
