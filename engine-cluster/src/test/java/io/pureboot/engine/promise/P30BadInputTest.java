package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Promise(
        number = 30,
        says =
                "Bad input gets a problem document: a stable code, what was wrong and where, never a stack trace; and it changes nothing.",
        alsoIn = "engine-cluster/src/test/java/io/pureboot/engine/http/ProblemsTest.java")
@ExtendWith(SharedEngine.class)
class P30BadInputTest {
    @ParameterizedTest(name = "{0} {1} → {4}")
    @CsvSource(delimiter = ';', textBlock = """
            POST; /api/v1/nodes;                          {"mac_address": ;                             400; malformed-json
            POST; /api/v1/nodes;                          {"mac_address": "zz"};                        400; invalid-body
            POST; /api/v1/nodes;                          [];                                           400; invalid-body
            POST; /api/v1/workflows;                      {"name": "x", "os_family": "linux", "steps": [{"name": "A", "type": "dance"}]}; 422; definition-invalid
            POST; /api/v1/nodes/NODE/execute;             {"workflow_id": "no-such"};                   404; workflow-not-found
            POST; /api/v1/nodes/NODE/state;               {"state": "nowhere"};                         400; invalid-body
            POST; /api/v1/executions/EXECUTION/retry;     {};                                           409; execution-not-ended
            POST; /api/v1/callback/EXECUTION/step/a;      {"status": "splendid"};                       400; invalid-body
            POST; /api/v1/callback/EXECUTION/step/a;      {"status": "success", "attempt": 9};          409; attempt-unknown
            POST; /api/v1/callback/EXECUTION/step/none;   {"status": "success"};                        404; step-unknown
            PUT;  /api/v1/nodes;                          {};                                           405; method-not-allowed
            POST; /api/v1/nothing;                        {};                                           404; no-such-resource
            """)
    @Promise(
            number = 30,
            says = "problem+json with status, code, title and detail, on the machine's and the operator's doors alike")
    void aProblemAndNothingElse(String method, String path, String body, int status, String code, Site site) {
        Install install = site.install(script("a"), script("b"));
        String before = state(install);
        String token = path.contains("/callback/") ? install.token() : ADMIN;
        Answer answer = site.engine()
                .send(
                        method,
                        path.replace("NODE", install.node()).replace("EXECUTION", install.id()),
                        token,
                        "application/json",
                        body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.text("title")).isNotBlank();
        assertThat(answer.text("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\\tat ");
        assertThat(state(install)).isEqualTo(before);
    }

    /** A refused report is remembered on purpose (promise P-2); of what the machine does, nothing may change. */
    private static String state(Install install) {
        JsonNode shown = install.shown();
        return shown.path("status") + " " + shown.path("current_step_id") + " " + shown.path("step_results")
                + install.site().count("SELECT count(*) FROM node_identity")
                + " "
                + install.site().engine().get("/api/v1/workflows?limit=1000").body();
    }

    @Test
    @Promise(number = 30, says = "faults of a definition are listed together, each with its place")
    void everyFaultHasItsPlace(Site site) {
        Answer answer = site.engine().send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", """
                        name: x
                        os_family: amiga
                        steps:
                          - name: A
                            type: dance
                        """);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("errors").findValuesAsText("line")).contains("2", "5");
    }
}
