package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise P-30: bad input gets a problem with a stable code, never a stack trace, and changes nothing. */
class ProblemsTest {
    private static final String UNKNOWN = "no-such-id";
    private static EngineForTests engine;
    private static String workflow;
    private static String node;
    private static String execution;
    private static String token;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
        workflow = engine.post("/api/v1/workflows", """
                {"name": "w", "os_family": "linux", "steps": [{"id":"a","name":"A","type":"script","config":{"script":"true"}}]}""").text("id");
        node = engine.post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:03:01\"}")
                .text("id");
        Answer started = engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        execution = started.text("id");
        token = started.text("callback_token");
        // Lists lag behind; what they show must be what nothing may change.
        Awaitility.await("the lists")
                .atMost(Duration.ofSeconds(20))
                .until(() -> engine.get("/api/v1/nodes").body().contains("\"state\":\"installing\"")
                        && engine.get("/api/v1/nodes/" + node + "/executions")
                                .body()
                                .contains("\"current_step_id\":\"a\""));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** One bad request. {@code WORKFLOW}, {@code NODE}, {@code EXECUTION}, {@code TOKEN} stand for what there is. */
    record Bad(String method, String path, String token, String type, String body, int status, String code) {
        @Override
        public String toString() {
            return method + " " + path + " → " + status + " " + code;
        }
    }

    private static Bad post(String path, String body, int status, String code) {
        return new Bad("POST", path, ADMIN, "application/json", body, status, code);
    }

    private static Bad get(String path, int status, String code) {
        return new Bad("GET", path, ADMIN, "application/json", "", status, code);
    }

    private static Bad callback(String path, String body, int status, String code) {
        return new Bad("POST", "/api/v1/callback/EXECUTION" + path, "TOKEN", "application/json", body, status, code);
    }

    static Stream<Bad> bad() {
        return Stream.of(
                get("/api/v1/nothing", 404, "no-such-resource"),
                get("/", 404, "no-such-resource"),
                new Bad("PUT", "/api/v1/nodes", ADMIN, "application/json", "{}", 405, "method-not-allowed"),
                new Bad("GET", "/api/v1/nodes", "", "application/json", "", 401, "unauthenticated"),
                new Bad("GET", "/api/v1/nodes", "wrong", "application/json", "", 401, "unauthenticated"),
                new Bad("POST", "/api/v1/nodes", EDGE, "application/json", "{}", 403, "forbidden"),
                // Nodes.
                post("/api/v1/nodes", "{\"mac_address\": \"nonsense\"}", 400, "invalid-body"),
                post("/api/v1/nodes", "{\"mac_address\": \"00:00:00:00:00:00\"}", 400, "invalid-body"),
                post("/api/v1/nodes", "{\"mac_address\": 7}", 400, "invalid-body"),
                post("/api/v1/nodes", "{}", 400, "invalid-body"),
                post("/api/v1/nodes", "[]", 400, "invalid-body"),
                post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:03:02\", \"colour\": 1}", 400, "invalid-body"),
                post(
                        "/api/v1/nodes",
                        "{\"mac_address\": \"52:54:00:00:03:02\", \"hostname\": \"a\\u0000\"}",
                        400,
                        "invalid-body"),
                post(
                        "/api/v1/nodes",
                        "{\"mac_address\": \"52:54:00:00:03:02\", \"metadata\": {\"a\":\"\\u0000\"}}",
                        400,
                        "invalid-body"),
                post(
                        "/api/v1/nodes",
                        "{\"mac_address\": \"52:54:00:00:03:02\", \"group_id\": \"none\"}",
                        400,
                        "invalid-body"),
                post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:03:01\"}", 409, "mac-taken"),
                post("/api/v1/nodes", "{\"mac_address\": ", 400, "malformed-json"),
                post("/api/v1/nodes", "", 400, "malformed-json"),
                post(
                        "/api/v1/nodes",
                        "{\"mac_address\":\"52:54:00:00:03:02\",\"mac_address\":\"x\"}",
                        400,
                        "malformed-json"),
                new Bad("POST", "/api/v1/nodes", ADMIN, "text/csv", "a,b", 415, "unsupported-media-type"),
                post("/api/v1/nodes", "\"" + "x".repeat(5 << 20) + "\"", 413, "body-too-large"),
                get("/api/v1/nodes/" + UNKNOWN, 404, "node-unknown"),
                get("/api/v1/nodes/%20bad%20", 400, "malformed-id"),
                get("/api/v1/nodes?limit=0", 400, "malformed-parameter"),
                get("/api/v1/nodes?state=nowhere", 400, "malformed-parameter"),
                get("/api/v1/nodes?cursor=nonsense", 400, "cursor-invalid"),
                get("/api/v1/nodes?stat=pending", 400, "unknown-parameter"),
                get("/api/v1/nodes?q=x&STATE=pending", 400, "unknown-parameter"),
                get("/api/v1/nodes/NODE?verbose", 400, "unknown-parameter"),
                get("/api/v1/executions?state=failed", 400, "unknown-parameter"),
                post("/api/v1/workflows?dryrun=true", """
                        {"name": "x", "os_family": "linux", "steps": [{"name":"A","type":"boot"}]}""", 400, "unknown-parameter"),
                post("/api/v1/nodes/NODE/state", "{\"state\": \"nowhere\"}", 400, "invalid-body"),
                post("/api/v1/nodes/NODE/state", "{\"state\": \"migrating\"}", 409, "illegal-move"),
                post(
                        "/api/v1/nodes/NODE/state",
                        "{\"state\": \"migrating\", \"force\": true}",
                        422,
                        "comment-required"),
                post("/api/v1/nodes/" + UNKNOWN + "/state", "{\"state\": \"retired\"}", 404, "node-unknown"),
                // Workflows.
                post("/api/v1/workflows", "{\"name\": \"x\"}", 422, "definition-invalid"),
                post("/api/v1/workflows", """
                        {"name": "x", "os_family": "linux", "steps": [{"name":"A","type":"dance"}]}""", 422, "definition-invalid"),
                post("/api/v1/workflows", """
                        {"name": "w", "os_family": "linux", "steps": [{"name":"A","type":"boot"}]}""", 409, "name-taken"),
                new Bad(
                        "POST",
                        "/api/v1/workflows/import",
                        ADMIN,
                        "application/yaml",
                        "name: [",
                        400,
                        "malformed-yaml"),
                new Bad(
                        "POST",
                        "/api/v1/workflows/import",
                        ADMIN,
                        "application/yaml",
                        "name: x",
                        422,
                        "definition-invalid"),
                get("/api/v1/workflows/" + UNKNOWN, 404, "workflow-not-found"),
                get("/api/v1/workflows/" + UNKNOWN + "/export", 404, "workflow-not-found"),
                // Templates and groups.
                post("/api/v1/templates", "{\"name\": \"t\", \"content\": \"${if:node.ip}\"}", 422, "template-invalid"),
                get("/api/v1/templates/" + UNKNOWN, 404, "template-not-found"),
                get("/api/v1/groups/" + UNKNOWN, 404, "group-not-found"),
                // Executions.
                post("/api/v1/nodes/NODE/execute", "{\"workflow_id\": \"WORKFLOW\"}", 409, "node-busy"),
                post("/api/v1/nodes/NODE/execute", "{\"workflow_id\": \"" + UNKNOWN + "\"}", 404, "workflow-not-found"),
                post("/api/v1/nodes/" + UNKNOWN + "/execute", "{\"workflow_id\": \"WORKFLOW\"}", 404, "node-unknown"),
                post("/api/v1/nodes/NODE/execute", "{}", 409, "workflow-not-assigned"),
                post("/api/v1/nodes/NODE/execute", "{\"workflow_id\": 5}", 400, "invalid-body"),
                post("/api/v1/nodes/" + UNKNOWN + "/execute", "{}", 404, "node-unknown"),
                get("/api/v1/executions/" + UNKNOWN, 404, "execution-unknown"),
                get("/api/v1/executions?since=yesterday", 400, "malformed-parameter"),
                post("/api/v1/executions/" + UNKNOWN + "/cancel", "{}", 404, "execution-unknown"),
                post("/api/v1/executions/" + UNKNOWN + "/retry", "{}", 404, "execution-unknown"),
                post("/api/v1/executions/EXECUTION/retry", "{}", 409, "execution-not-ended"),
                // Callbacks.
                callback("/step/a", "{\"status\": \"splendid\"}", 400, "invalid-body"),
                callback("/step/a", "{\"status\": \"success\", \"attempt\": 9}", 409, "attempt-unknown"),
                callback("/step/none", "{\"status\": \"success\"}", 404, "step-unknown"),
                callback("/step/a", "{\"status\"", 400, "malformed-json"),
                callback(
                        "/step/a",
                        "{\"status\": \"success\", \"logs\": \"" + "x".repeat(300 << 10) + "\"}",
                        413,
                        "body-too-large"),
                callback("/phone-home", "{}", 409, "no-step-awaits-phone-home"),
                new Bad(
                        "POST",
                        "/api/v1/callback/EXECUTION/step/a",
                        "",
                        "application/json",
                        "{\"status\":\"success\"}",
                        401,
                        "unauthenticated"),
                new Bad(
                        "POST",
                        "/api/v1/callback/EXECUTION/step/a",
                        "wrong",
                        "application/json",
                        "{\"status\":\"success\"}",
                        403,
                        "wrong-token"),
                new Bad(
                        "POST",
                        "/api/v1/callback/EXECUTION/step/a",
                        ADMIN,
                        "application/json",
                        "{\"status\":\"success\"}",
                        403,
                        "wrong-token"),
                new Bad(
                        "POST",
                        "/api/v1/callback/" + UNKNOWN + "/step/a",
                        "TOKEN",
                        "application/json",
                        "{\"status\":\"success\"}",
                        403,
                        "wrong-token"),
                // Edges.
                new Bad("POST", "/api/v1/boot", EDGE, "application/json", """
                        {"mac":"zz","edge_id":"e","edge_url":"http://127.0.0.1:1"}""", 400, "invalid-body"),
                new Bad("POST", "/api/v1/boot", "wrong", "application/json", "{}", 401, "unauthenticated"),
                new Bad(
                        "GET",
                        "/api/v1/boot/EXECUTION/seed/network-config",
                        EDGE,
                        "application/json",
                        "",
                        404,
                        "seed-unknown"));
    }

    private static String filled(String text) {
        return text.replace("WORKFLOW", workflow)
                .replace("NODE", node)
                .replace("EXECUTION", execution)
                .replace("TOKEN", token);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void getsAProblemAndChangesNothing(Bad bad) {
        String before = everything();
        Answer answer =
                engine.send(bad.method(), filled(bad.path()), filled(bad.token()), bad.type(), filled(bad.body()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.text("code")).isEqualTo(bad.code());
        assertThat(answer.json().path("status").asInt()).isEqualTo(bad.status());
        assertThat(answer.text("title")).isNotBlank();
        assertThat(answer.text("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(everything()).isEqualTo(before);
    }

    private static String everything() {
        // Refused reports are remembered on purpose (promise P-2); nothing else of an execution may change.
        String shown = engine.get("/api/v1/executions/" + execution)
                .json()
                .at("/step_results")
                .toString();
        // Of nodes and executions alike, only the moment of the last event may move.
        String all = shown
                + engine.get("/api/v1/nodes").body()
                + engine.get("/api/v1/workflows").body()
                + engine.get("/api/v1/templates").body()
                + engine.get("/api/v1/nodes/" + node + "/executions").body();
        return all.replaceAll("\"updated_at\":\"[^\"]*\"", "");
    }

    @Test
    void yamlFaultsAllHaveTheirPlace() {
        Answer answer = engine.send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", """
                name: x
                os_family: amiga
                steps:
                  - name: A
                    type: dance
                """);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors").findValuesAsText("line")).contains("2", "5");
    }

    @Test
    void jsonFaultsHaveTheirPlace() {
        Answer answer = engine.post("/api/v1/nodes", "{\n  \"mac_address\": nope\n}");
        assertThat(answer.text("detail")).contains("line 2");
        assertThat(answer.json().at("/errors/0/line").asInt()).isEqualTo(2);
    }

    @Test
    void bytesThatAreNoHttpGetAProblemToo() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), engine.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("application/problem+json").contains("malformed-request");
        }
    }

    @Test
    void everyCodeOfTheRoomsIsInTheTable() {
        Stream<String> codes = Stream.of(
                        Arrays.stream(Refusal.Code.values()).map(Refusal.Code::wire),
                        Arrays.stream(CatalogRefusal.Code.values()).map(CatalogRefusal.Code::wire),
                        Arrays.stream(NodeRefusal.Code.values()).map(NodeRefusal.Code::wire))
                .flatMap(s -> s)
                .filter(code -> !code.equals("execution-refused"));
        assertThat(codes.filter(code -> !Problems.knows(code))).isEmpty();
    }
}
