package io.pureboot.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pureboot.bench.agent.AgentsWork;
import io.pureboot.bench.agent.Ticket;
import io.pureboot.bench.http.HttpAnswer;
import io.pureboot.bench.http.HttpConnection;
import io.pureboot.bench.http.HttpRequest;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The floor on a real PostgreSQL: it does little, but that it does. */
final class FloorServerTest {
    private static final String REPORT = "{\"status\":\"success\",\"attempt\":1,\"event_id\":\"6f2c\",\"exit_code\":0}";

    private final FreshDatabase database = PostgresForTests.freshDatabase();
    private final HikariDataSource pool = pool(database);
    private final FloorServer floor;

    FloorServerTest() throws IOException {
        floor = FloorServer.start(0, 4, AgentsWork.STEPS, pool);
    }

    @BeforeEach
    void createTables() throws SQLException {
        try (Connection connection = database.connect()) {
            FloorTables.create(connection);
        }
    }

    @AfterEach
    void stop() throws SQLException {
        floor.close();
        pool.close();
        database.close();
    }

    @Test
    void aTransitionIsOneRowAndOneUpdate() throws Exception {
        Ticket ticket = begin();
        assertThat(currentStep(ticket)).isEqualTo("step-1");
        HttpAnswer answer = report(ticket, "step-1");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(Json.mapper().readTree(answer.body()).path("current_step_id").asText())
                .isEqualTo("step-2");
        assertThat(row("SELECT count(*), min(step), min(attempt), min(event_id) FROM event"))
                .containsExactly("1", "1", "1", "6f2c");
        assertThat(row("SELECT step, status FROM execution")).containsExactly("2", "running");
        assertThat(currentStep(ticket)).isEqualTo("step-2");
    }

    @Test
    void theAgentsOfTheBenchmarkDriveItToTheEnd() throws Exception {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tickets.add(begin());
        }
        AgentsWork work = AgentsWork.drive(List.of(floor.address()), 3, tickets);
        assertThat(work.mistakes().first()).isEmpty();
        assertThat(work.transitions()).isEqualTo(10L * AgentsWork.STEPS);
        assertThat(row("SELECT count(*) FROM event")).containsExactly("50");
        assertThat(row("SELECT count(*), min(status), max(status) FROM execution"))
                .containsExactly("10", "completed", "completed");
    }

    @Test
    void theAgentsSayWhatWasNotAsExpected() throws Exception {
        Ticket ticket = begin();
        report(ticket, "step-1");
        AgentsWork work = AgentsWork.drive(List.of(floor.address()), 1, List.of(ticket, new Ticket(ticket.id(), "no")));
        assertThat(work.mistakes().count()).isEqualTo(2);
        assertThat(work.mistakes().first().getFirst()).contains("expected step_id step-1", "step-2");
        assertThat(work.mistakes().first().getLast()).contains("404");
        assertThat(work.transitions()).isZero();
    }

    @Test
    void whatIsNotTheCurrentStepChangesNothing() throws Exception {
        Ticket ticket = begin();
        assertThat(report(ticket, "step-2").status()).isEqualTo(409);
        assertThat(report(new Ticket(ticket.id(), "another's"), "step-1").status())
                .isEqualTo(409);
        assertThat(row("SELECT count(*) FROM event")).containsExactly("0");
        assertThat(row("SELECT step FROM execution")).containsExactly("1");
    }

    @Test
    void ofTheSameReportsAtTheSameTimeOneWins() throws Exception {
        Ticket ticket = begin();
        Callable<Integer> report = () -> report(ticket, "step-1").status();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(List.of(report, report, report, report))) {
                statuses.add(each.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
        }
        assertThat(row("SELECT count(*) FROM event")).containsExactly("1");
    }

    private static HikariDataSource pool(FreshDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private Ticket begin() throws SQLException {
        Ticket ticket =
                new Ticket(UUID.randomUUID().toString(), UUID.randomUUID().toString());
        try (Connection connection = database.connect();
                PreparedStatement insert = FloorTables.insertion(connection)) {
            insert.setObject(1, UUID.fromString(ticket.id()));
            insert.setString(2, ticket.token());
            insert.setInt(3, AgentsWork.STEPS);
            insert.executeUpdate();
        }
        return ticket;
    }

    private String currentStep(Ticket ticket) throws IOException {
        try (HttpConnection connection = HttpConnection.open(floor.address())) {
            HttpAnswer answer =
                    connection.send(HttpRequest.get("/api/v1/callback/" + ticket.id() + "/current", ticket.token()));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return Json.mapper().readTree(answer.body()).path("step_id").asText();
        }
    }

    private HttpAnswer report(Ticket ticket, String step) throws IOException {
        try (HttpConnection connection = HttpConnection.open(floor.address())) {
            return connection.send(HttpRequest.post(
                    "/api/v1/callback/" + ticket.id() + "/step/" + step, ticket.token(), "application/json", REPORT));
        }
    }

    private List<String> row(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            List<String> cells = new ArrayList<>();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                cells.add(row.getString(column));
            }
            return cells;
        }
    }
}
