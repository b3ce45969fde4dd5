package io.pureboot.lab.outage;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.standalone.client.EngineClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads what the engine has: executions by its API, their progress reports in its table, of which lists show the newest only. */
record StoredReports(EngineClient engine, Connection database) {

    Stored of(String execution) throws IOException, InterruptedException, SQLException {
        JsonNode shown = engine.get("/api/v1/executions/" + execution);
        List<String> steps = new ArrayList<>();
        shown.path("step_results")
                .forEach(result -> steps.add(result.path("step_id").asText() + "/"
                        + result.path("attempt").asText() + "/"
                        + result.path("status").asText()));
        return new Stored(execution, shown.path("status").asText(), steps, reports(execution));
    }

    private List<Stored.Report> reports(String execution) throws SQLException {
        List<Stored.Report> reports = new ArrayList<>();
        try (PreparedStatement query =
                database.prepareStatement("SELECT event_id, at FROM sub_task WHERE execution_id = ?")) {
            query.setString(1, execution);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    reports.add(new Stored.Report(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return reports;
    }
}
