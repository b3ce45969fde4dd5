package io.pureboot.bench.subject;

import io.pureboot.bench.agent.AgentsWork;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.agent.Ticket;
import io.pureboot.bench.floor.Floor;
import io.pureboot.bench.floor.FloorTables;
import io.pureboot.standalone.server.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The floor with its database. Its executions are inserted beforehand: starting one is no part of it. */
public final class FloorSubject implements Subject {
    /**
     * HttpServer closes idle connections beyond 200, and delays small answers, unless it is told otherwise. The log is that of the engine:
     * without a configuration everything would be logged.
     */
    private static final List<String> OPTIONS = List.of(
            "-Dsun.net.httpserver.nodelay=true",
            "-Dsun.net.httpserver.maxIdleConnections=4096",
            "-Dlogback.configurationFile=logback-console.xml");

    private final DatabaseServer database;
    private final ServerProcess process;

    private FloorSubject(DatabaseServer database, ServerProcess process) {
        this.database = database;
        this.process = process;
    }

    /** Starts both. */
    public static FloorSubject start(Path directory, Path binaries)
            throws IOException, SQLException, InterruptedException {
        Files.createDirectories(directory);
        DatabaseServer database = DatabaseServer.start(directory.resolve("postgres"), binaries);
        try {
            FloorTables.create(database.connection());
            int port = Integer.parseInt(FreePorts.tcp());
            Map<String, String> environment = Map.of(
                    "FLOOR_PORT", Integer.toString(port),
                    "FLOOR_STEPS", Integer.toString(AgentsWork.STEPS),
                    "FLOOR_DB_URL", database.jdbcUrl(),
                    "FLOOR_DB_USER", database.user(),
                    "FLOOR_DB_PASSWORD", database.password());
            ServerProcess process = ServerProcess.start(
                    JavaOptions.command(OPTIONS, Floor.class), environment, port, directory.resolve("floor.log"));
            FloorSubject floor = new FloorSubject(database, process);
            process.awaitReady("ready");
            return floor;
        } catch (IOException | SQLException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public List<InetSocketAddress> servers() {
        return List.of(process.address());
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public DatabaseServer database() {
        return database;
    }

    @Override
    public String eventTable() {
        return FloorTables.EVENTS;
    }

    @Override
    public boolean startsByItself() {
        return false;
    }

    @Override
    public void register(int machines, Mistakes mistakes) {
        // The floor knows no machines.
    }

    @Override
    public Begun start(int executions, Mistakes mistakes) throws SQLException {
        Connection connection = database.connection();
        List<Ticket> tickets = new ArrayList<>();
        long start = System.nanoTime();
        connection.setAutoCommit(false);
        try (PreparedStatement insert = FloorTables.insertion(connection)) {
            for (int i = 0; i < executions; i++) {
                UUID id = UUID.randomUUID();
                Ticket ticket = new Ticket(id.toString(), UUID.randomUUID().toString());
                insert.setObject(1, id);
                insert.setString(2, ticket.token());
                insert.setInt(3, AgentsWork.STEPS);
                insert.addBatch();
                tickets.add(ticket);
            }
            insert.executeBatch();
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
        return new Begun(tickets, System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        try (database;
                process) {
            // Both, the process first.
        }
    }
}
