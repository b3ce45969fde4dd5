package io.pureboot.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.agent.AgentsWork;
import io.pureboot.bench.agent.Answers;
import io.pureboot.bench.agent.Hands;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.agent.Ticket;
import io.pureboot.bench.http.HttpConnection;
import io.pureboot.bench.http.HttpRequest;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** One engine or several in one cluster, each in its own process, with their database. */
public final class EngineSubject implements Subject {
    /** Connections over which machines are registered and executions started. */
    private static final int OPERATORS = 32;

    /** Names the workflow of the next execution; called by several threads. */
    @FunctionalInterface
    public interface WorkflowChoice {
        String next() throws IOException;
    }

    private final DatabaseServer database;
    private final EngineCluster cluster;
    private final String workflow;
    private final ConcurrentLinkedQueue<String> idleNodes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger machines = new AtomicInteger();

    private EngineSubject(DatabaseServer database, EngineCluster cluster, String workflow) {
        this.database = database;
        this.cluster = cluster;
        this.workflow = workflow;
    }

    /**
     * Starts all of it, and defines the standard job's workflow.
     *
     * @param engines how many processes
     * @param javaOptions further options for their JVMs
     */
    public static EngineSubject start(Path directory, Path binaries, int engines, List<String> javaOptions)
            throws IOException, SQLException, InterruptedException {
        DatabaseServer database = DatabaseServer.start(directory.resolve("postgres"), binaries);
        try {
            EngineCluster cluster = EngineCluster.start(directory, database, engines, javaOptions);
            try {
                return new EngineSubject(
                        database, cluster, define(cluster.addresses().getFirst(), standardWorkflow()));
            } catch (IOException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    /** The standard job's workflow: so many scripts, one after the other. */
    private static ObjectNode standardWorkflow() {
        ObjectNode definition =
                Json.mapper().createObjectNode().put("name", "standard").put("os_family", "linux");
        ArrayNode steps = definition.putArray("steps");
        for (int number = 1; number <= AgentsWork.STEPS; number++) {
            ObjectNode step = steps.addObject();
            step.put("id", AgentsWork.step(number))
                    .put("name", "Step " + number)
                    .put("type", "script");
            step.putObject("config").put("script", "echo step " + number);
        }
        return definition;
    }

    /** Defines a workflow, as the API takes it; its id. */
    public String define(ObjectNode definition) throws IOException {
        return define(servers().getFirst(), definition);
    }

    private static String define(InetSocketAddress engine, ObjectNode definition) throws IOException {
        try (HttpConnection connection = HttpConnection.open(engine)) {
            return Answers.json("POST workflows", connection.send(post("/api/v1/workflows", definition)), 201)
                    .path("id")
                    .asText();
        }
    }

    private static byte[] post(String path, JsonNode body) {
        return HttpRequest.post(path, EngineCluster.ADMIN_TOKEN, "application/json", body.toString());
    }

    public EngineCluster cluster() {
        return cluster;
    }

    @Override
    public List<InetSocketAddress> servers() {
        return cluster.addresses();
    }

    @Override
    public List<Long> pids() {
        return cluster.pids();
    }

    @Override
    public DatabaseServer database() {
        return database;
    }

    @Override
    public String eventTable() {
        return "event_journal";
    }

    @Override
    public boolean startsByItself() {
        return true;
    }

    @Override
    public void register(int count, Mistakes mistakes) throws InterruptedException {
        int hands = Math.min(OPERATORS, count);
        Hands.work(servers(), hands, count, mistakes, (number, line) -> {
            int machine = machines.incrementAndGet();
            ObjectNode node = Json.mapper().createObjectNode();
            node.put(
                    "mac_address",
                    "52:54:%02x:%02x:%02x:%02x"
                            .formatted(machine >>> 24, machine >>> 16 & 0xff, machine >>> 8 & 0xff, machine & 0xff));
            node.put("hostname", "m" + machine);
            idleNodes.add(Answers.json("POST nodes", line.send(post("/api/v1/nodes", node)), 201)
                    .path("id")
                    .asText());
        });
    }

    @Override
    public Begun start(int executions, Mistakes mistakes) throws InterruptedException {
        return start(executions, mistakes, () -> workflow);
    }

    /** Begins executions of the workflows that are named one by one, at the moment of each request. */
    public Begun start(int executions, Mistakes mistakes, WorkflowChoice workflows) throws InterruptedException {
        AtomicReferenceArray<Ticket> tickets = new AtomicReferenceArray<>(executions);
        long nanos = Hands.work(servers(), Math.min(OPERATORS, executions), executions, mistakes, (number, line) -> {
            String node = Objects.requireNonNullElse(idleNodes.poll(), "none");
            ObjectNode start = Json.mapper().createObjectNode().put("workflow_id", workflows.next());
            JsonNode begun =
                    Answers.json("POST execute", line.send(post("/api/v1/nodes/" + node + "/execute", start)), 201);
            tickets.set(
                    number,
                    new Ticket(
                            begun.path("id").asText(),
                            begun.path("callback_token").asText()));
        });
        List<Ticket> begun = IntStream.range(0, executions)
                .mapToObj(tickets::get)
                .filter(Objects::nonNull)
                .toList();
        return new Begun(begun, nanos);
    }

    @Override
    public void close() throws IOException {
        try (database;
                cluster) {
            // Both, the engines first.
        }
    }
}
