package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.ReportingAgent.Answer;
import io.pureboot.lab.process.EngineProcess;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three engine processes with one database are one cluster: any of them takes any callback, and one may leave at any time. */
class ThreeEnginesTest {
    private static final int HEAP_MB = 320;
    private static final String ADMIN = "admin-token-of-this-test";
    private static final int STEPS = 9;
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path scratch;

    private final FreshDatabase database = PostgresForTests.freshDatabase();
    private final List<EngineProcess> engines = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        engines.forEach(EngineProcess::close);
        database.close();
    }

    @Test
    void anyEngineTakesACallbackAndOneMayLeave() throws Exception {
        startEngines();
        engines.forEach(engine -> engine.awaitReady(3));
        ReportingAgent agent = startExecution();
        int step = 0;
        for (; step < 5; step++) {
            succeed(agent, engines.get(step % 3), step);
        }
        // The oldest member leaves: the one that places executions and holds the singletons.
        EngineProcess leaving = engines.getFirst();
        leaving.askToLeave();
        succeed(agent, engines.get(1), step++);
        succeed(agent, engines.get(2), step++);
        assertThat(leaving.awaitEnd()).as(leaving::logEnd).isEqualTo(SIGTERM_EXIT);
        List<EngineProcess> others = engines.subList(1, 3);
        others.forEach(engine -> engine.awaitReady(2));
        for (; step < STEPS; step++) {
            succeed(agent, others.get(step % 2), step);
        }
        for (EngineProcess engine : others) {
            JsonNode done = client(engine).execution(agent.execution());
            assertThat(done.path("status").asText()).as(done.toPrettyString()).isEqualTo("completed");
            assertThat(done.path("step_results")).as(done.toPrettyString()).hasSize(STEPS);
        }
    }

    private void startEngines() throws IOException {
        List<String> ports = List.of(FreePorts.tcp(), FreePorts.tcp(), FreePorts.tcp());
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (String port : ports) {
            Map<String, String> settings = Map.of(
                    Settings.DB_URL,
                    database.jdbcUrl(),
                    Settings.DB_USER,
                    database.user(),
                    Settings.DB_PASSWORD,
                    database.password(),
                    Settings.CLUSTER_PORT,
                    port,
                    Settings.SEEDS,
                    seeds,
                    "PUREBOOT_DB_JOURNAL_CONNECTIONS",
                    "4",
                    "PUREBOOT_DB_CONNECTIONS",
                    "4",
                    "PUREBOOT_TOKEN_KEY",
                    "the same key on all engines",
                    "PUREBOOT_SECRETS_KEYSET",
                    "dGhlIGtleSBvZiBzZWNyZXRzLCBpbiBhbGwgdGVzdHM=",
                    "PUREBOOT_ADMIN_TOKEN",
                    ADMIN);
            engines.add(EngineProcess.start(scratch.resolve("engine-" + port), FreePorts.tcp(), HEAP_MB, settings));
        }
    }

    /** Registered at one engine, started at another. */
    private ReportingAgent startExecution() throws IOException, InterruptedException {
        String steps = IntStream.range(0, STEPS).mapToObj("""
                  - name: s%d
                    type: script
                    config: {script: "true"}
                """::formatted).collect(Collectors.joining());
        String workflow = client(engines.get(0)).importWorkflow("name: nine\nos_family: linux\nsteps:\n" + steps);
        String node = client(engines.get(1)).registerNode(new MacAddress("52:54:00:00:08:01"), "m1", Firmware.BIOS);
        return ReportingAgent.of(client(engines.get(2)).start(node, workflow));
    }

    private static EngineClient client(EngineProcess engine) {
        return new EngineClient(engine.url(), ADMIN);
    }

    /** An engine whose question is lost with the shard that moves asks again; the machine has reported once, and that is what it is told. */
    private static void succeed(ReportingAgent agent, EngineProcess engine, int step)
            throws IOException, InterruptedException {
        Answer answer = agent.succeed(engine.url(), "s" + step, 1);
        assertThat(answer.status())
                .as("step " + step + " at " + engine.url() + ": " + answer.body() + "; " + engine.logEnd())
                .isEqualTo(200);
        assertThat(answer.duplicate()).as(answer.body().toString()).isFalse();
    }
}
