package io.pureboot.lab.outage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The course of a run: all up, machines report, the engine goes, the edge is killed, the engine comes back, the disk empties, machines finish, the check. */
final class OutageRun {
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration EMPTY_PATIENCE = Duration.ofMinutes(3);
    private static final Duration FINISH_PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MILLIS = 100;

    /** Machines end their first step evenly over the outage, from its beginning to its end. */
    private static final String WORKFLOW = """
            name: outage
            os_family: linux
            steps:
              - name: install
                type: script
                config: {script: "true"}
                timeout_seconds: 7200
              - name: configure
                type: script
                config: {script: "true"}
                timeout_seconds: 7200
            """;

    private final OutagePlan plan;
    private final PrintStream terminal;
    private final HttpClient http = HttpClient.newHttpClient();

    OutageRun(OutagePlan plan, PrintStream terminal) {
        this.plan = plan;
        this.terminal = terminal;
    }

    /** @throws IOException when the servers cannot be started, or do not come back */
    OutageResult run() throws IOException, InterruptedException, SQLException {
        Files.createDirectories(plan.directory());
        say("PostgreSQL, engine and edge start in " + plan.directory());
        try (OutageSite site = OutageSite.start(plan.directory())) {
            EngineClient engine = new EngineClient(http, site.engineUrl(), OutageSite.ADMIN_TOKEN);
            List<ReportingMachine> machines = machines(site, engine);
            say(machines.size() + " machines report");
            return run(site, engine, machines);
        }
    }

    private void say(String text) {
        terminal.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }

    private List<ReportingMachine> machines(OutageSite site, EngineClient engine)
            throws IOException, InterruptedException {
        String workflow = EngineClient.id(engine.importWorkflow(WORKFLOW));
        List<ReportingMachine> machines = new ArrayList<>();
        for (int i = 0; i < plan.machines(); i++) {
            ObjectNode node = Json.mapper().createObjectNode();
            node.put("mac_address", String.format(Locale.ROOT, "52:54:00:0f:%02x:%02x", i / 256, i % 256));
            String id = EngineClient.id(engine.post("/api/v1/nodes", node));
            JsonNode started = engine.post(
                    "/api/v1/nodes/" + id + "/execute",
                    Json.mapper().createObjectNode().put("workflow_id", workflow));
            machines.add(new ReportingMachine(
                    http,
                    site.edgeUrl(),
                    EngineClient.id(started),
                    started.path("callback_token").asText(),
                    plan.pace()));
        }
        return machines;
    }

    private OutageResult run(OutageSite site, EngineClient engine, List<ReportingMachine> machines)
            throws IOException, InterruptedException, SQLException {
        AtomicLong outageBegan = new AtomicLong(Long.MAX_VALUE);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < machines.size(); i++) {
            ReportingMachine machine = machines.get(i);
            long share = plan.outage().toNanos() * i / machines.size();
            threads.add(Thread.ofVirtual()
                    .start(() -> machine.run(
                            () -> outageBegan.get() != Long.MAX_VALUE && System.nanoTime() - outageBegan.get() > share,
                            over::get)));
        }
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        Course course = outage(site, outageBegan);
        over.set(true);
        for (Thread thread : threads) {
            thread.join(FINISH_PATIENCE);
        }
        say("all machines have finished: " + threads.stream().noneMatch(Thread::isAlive));
        awaitEmpty(site, new AtomicLong());
        threads.forEach(Thread::interrupt);
        return new OutageResult(
                plan,
                course.engineAway(),
                course.edgeAway(),
                course.deepest(),
                course.emptyAfter(),
                site.counters(),
                verdict(site, engine, machines));
    }

    private record Course(Duration engineAway, Duration edgeAway, long deepest, Duration emptyAfter) {}

    private Course outage(OutageSite site, AtomicLong began) throws IOException, InterruptedException {
        AtomicLong deepest = new AtomicLong();
        site.stopEngine();
        long gone = System.nanoTime();
        began.set(gone);
        say("the engine is stopped for " + plan.outage().toSeconds() + " s");
        until(gone + plan.outage().toNanos() / 2);
        deepest.set(site.spooled().orElse(0));
        say("the edge is killed with " + deepest + " reports on its disk");
        Duration edgeAway = site.killEdge();
        say("another edge is there, with " + site.spooled().orElse(-1) + " reports");
        until(gone + plan.outage().toNanos());
        deepest.accumulateAndGet(site.spooled().orElse(0), Math::max);
        say("the engine is started, with " + deepest + " reports on the edge's disk");
        site.startEngine();
        Duration engineAway = Duration.ofNanos(System.nanoTime() - gone);
        say("the engine is back");
        Duration emptyAfter = awaitEmpty(site, deepest);
        say("the edge's disk is empty");
        return new Course(engineAway, edgeAway, deepest.get(), emptyAfter);
    }

    private static void until(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
    }

    /** How long that took; the patience when it never was. */
    private static Duration awaitEmpty(OutageSite site, AtomicLong deepest) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < EMPTY_PATIENCE.toNanos()) {
            OptionalLong now = site.spooled();
            deepest.accumulateAndGet(now.orElse(0), Math::max);
            if (now.equals(OptionalLong.of(0))) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return EMPTY_PATIENCE;
    }

    private static Verdict verdict(OutageSite site, EngineClient engine, List<ReportingMachine> machines)
            throws IOException, InterruptedException, SQLException {
        List<Ledger> ledgers = machines.stream().map(ReportingMachine::ledger).toList();
        Map<String, Stored> stored = new HashMap<>();
        try (Connection connection = site.connect()) {
            StoredReports reports = new StoredReports(engine, connection);
            for (Ledger ledger : ledgers) {
                stored.put(ledger.execution(), reports.of(ledger.execution()));
            }
        }
        return Verdict.of(ledgers, stored);
    }
}
