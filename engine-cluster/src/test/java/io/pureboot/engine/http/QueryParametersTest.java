package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistyped filter must not show everything; what is documented is taken; machines, edges and monitors may say what they like. */
class QueryParametersTest {
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void theRefusalNamesTheParameterAndThoseThatThereAre() {
        Answer refused = engine.get("/api/v1/nodes?limit=5&stat=pending");
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("unknown-parameter");
        assertThat(refused.text("detail"))
                .isEqualTo("?stat is none of GET /api/v1/nodes; there are state, group_id, q, limit, cursor");
        assertThat(engine.get("/api/v1/templates/variables?x=1").text("detail"))
                .isEqualTo("?x is none of GET /api/v1/templates/variables; there is none");
    }

    /** Who may not ask is not told what could be asked. */
    @Test
    void theTokenComesFirst() {
        assertThat(engine.get("/api/v1/secrets?x=1", EDGE).text("code")).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workflows?os_family=linux&architecture=x86_64&boot_mode=uefi&is_active=true&q=x&limit=3",
                "nodes?state=pending,installing&q=x&limit=1",
                "nodes?",
                "executions?status=completed&workflow_id=a&node_id=b&group_id=c&step=d&q=x&limit=1"
                        + "&since=2026-01-26T10:00:00Z&until=2026-01-26T10:00:00Z",
                "templates?q=x&name=y&format=file&limit=1",
                "groups?q=x&limit=1",
                "device-profiles?limit=100",
                "edges?limit=1",
                "storage-backends?limit=1",
                "files?limit=1",
                "secrets?limit=1",
                "quarantine?limit=1"
            })
    void whatIsDocumentedIsTaken(String list) {
        Answer answer = engine.get("/api/v1/" + list);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void machinesEdgesAndMonitorsMaySayMore() {
        assertThat(engine.get("/metrics?module=x").status()).isEqualTo(200);
        assertThat(engine.get("/health/live?probe").status()).isEqualTo(200);
        String hash = "0".repeat(64);
        assertThat(engine.get("/api/v1/artifacts/sha256/" + hash + "?edge_version=9", EDGE)
                        .text("code"))
                .isEqualTo("file-not-found");
        assertThat(engine.send("POST", "/api/v1/boot/batch?edge_version=9", EDGE, "application/json", "{\"boots\":[]}")
                        .status())
                .isEqualTo(200);
    }
}
