package io.pureboot.engine.secret;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that the own store does not have are looked for in a Vault, and what comes from there is masked like the others. */
class VaultTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private VaultThatCountsQuestions vault;

    @SuppressWarnings("NullAway.Init")
    private EngineForTests engine;

    @BeforeEach
    void start() throws IOException {
        vault = new VaultThatCountsQuestions();
        Path token = Files.writeString(directory.resolve("token"), VaultThatCountsQuestions.TOKEN + "\n");
        engine = EngineForTests.start(
                PostgresForTests.freshDatabase(),
                Map.of(
                        "secrets.vault.url", vault.url() + "/",
                        "secrets.vault.token-file", token.toString(),
                        "secrets.vault.mount", "kv",
                        "secrets.vault.path", "boot",
                        "secrets.vault.namespace", VaultThatCountsQuestions.NAMESPACE,
                        "secrets.vault.timeout", "2 s",
                        "secrets.vault.cache", "1 ms"));
    }

    @AfterEach
    void stop() {
        engine.close();
        vault.close();
    }

    private record Started(String id, String token) {}

    private Started start(String script) throws IOException {
        int number = NUMBERS.incrementAndGet();
        String workflow = engine.post(
                        "/api/v1/workflows", """
                {"name":"w%d","os_family":"linux","steps":[
                 {"id":"a","name":"A","type":"script","config":{"script":%s}},
                 {"id":"b","name":"B","type":"script","config":{"script":"true"}}]}""".formatted(number, Json.mapper().writeValueAsString(script)))
                .text("id");
        String node = engine.post("/api/v1/nodes", "{\"mac_address\":\"52:54:00:00:23:%02x\"}".formatted(number))
                .text("id");
        Answer started = engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        return new Started(started.text("id"), started.text("callback_token"));
    }

    private Answer fetch(Started started) {
        return engine.get("/api/v1/callback/" + started.id() + "/current", started.token());
    }

    @Test
    void aFieldOfASecretIsFoundByItsNameAndMaskedWhenItComesBack() throws IOException {
        vault.secrets.put("site1/db", Map.of("password", "from-the-vault", "port", 54321));
        vault.secrets.put("plain", Map.of("value", "plain-from-vault"));
        Started started = start("${secret.site1.db.password} ${secret.site1.db.port} ${secret.plain}");
        assertThat(fetch(started).text("script")).isEqualTo("from-the-vault 54321 plain-from-vault");
        Answer said = engine.post(
                "/api/v1/callback/" + started.id() + "/step/a",
                started.token(),
                "{\"status\":\"success\",\"attempt\":1,\"message\":\"from-the-vault 54321 plain-from-vault.\"}");
        assertThat(said.status()).as(said.body()).isEqualTo(200);
        assertThat(engine.get("/api/v1/executions/" + started.id())
                        .json()
                        .at("/step_results/0/message")
                        .asText())
                .isEqualTo("*** *** ***.");
        assertThat(engine.get("/api/v1/secrets").json().path("items")).isEmpty();
    }

    @Test
    void theOwnStoreGoesFirstAndTheVaultIsNotAskedThen() throws IOException {
        vault.secrets.put("shared", Map.of("value", "from-the-vault"));
        engine.send("PUT", "/api/v1/secrets/shared", ADMIN, "application/json", "{\"value\":\"from-the-store\"}");
        Started started = start("${secret.shared}");
        assertThat(fetch(started).text("script")).isEqualTo("from-the-store");
        assertThat(vault.questions).hasValue(0);
    }

    @Test
    void textsWithoutSecretsAskNobody() throws IOException {
        assertThat(fetch(start("echo ${node.hostname|x}")).text("script")).isEqualTo("echo x");
        assertThat(vault.questions).hasValue(0);
    }

    @Test
    void aVaultThatRefusesOrIsAwayMakesTheMachineWaitUntilItAnswersOrMemoryHelps() throws IOException {
        vault.secrets.put("late", Map.of("value", "late-from-vault"));
        vault.answerOnly(503);
        Started started = start("${secret.late}");
        Answer refused = fetch(started);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("code")).isEqualTo("secrets-unavailable");
        assertThat(refused.text("detail")).contains("503").doesNotContain(VaultThatCountsQuestions.TOKEN);
        vault.answerOnly(200);
        assertThat(fetch(started).text("script")).isEqualTo("late-from-vault");
        vault.close();
        assertThat(fetch(started).text("script")).isEqualTo("late-from-vault");
        assertThat(fetch(start("${secret.never}")).text("code")).isEqualTo("secrets-unavailable");
    }

    @Test
    void whatTheVaultDoesNotHaveOrIsTooShortFailsTheStep() throws IOException {
        vault.secrets.put("short", Map.of("value", "abc"));
        for (String name : new String[] {"nowhere", "short"}) {
            Started started = start("${secret." + name + "}");
            assertThat(fetch(started).status()).isEqualTo(200);
            assertThat(engine.get("/api/v1/executions/" + started.id()).body())
                    .contains("secret-missing", "'" + name + "'");
        }
    }
}
