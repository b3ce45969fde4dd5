package io.pureboot.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.util.List;

/** A comparison for programs: every value, of every round too. */
public final class ComparisonJson {
    private ComparisonJson() {}

    public static ObjectNode of(Comparison comparison) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("errors", comparison.mistakes());
        comparison.firstMistakes().forEach(json.putArray("first_errors")::add);
        comparison.engineMedian().ifPresent(run -> json.set("engine", figures(run)));
        comparison.floorMedian().ifPresent(run -> json.set("floor", figures(run)));
        ObjectNode ratio = json.putObject("ratio");
        for (Metric metric : Metric.values()) {
            if (metric != Metric.EXECUTIONS) {
                comparison.ratio(metric).ifPresent(value -> ratio.put(metric.field(), value));
            }
        }
        ObjectNode rounds = json.putObject("rounds");
        all(rounds.putArray("engine"), comparison.engine());
        all(rounds.putArray("floor"), comparison.floor());
        return json;
    }

    private static void all(ArrayNode array, List<Figures> runs) {
        runs.forEach(run -> array.add(figures(run)));
    }

    private static ObjectNode figures(Figures run) {
        ObjectNode json = Json.mapper().createObjectNode();
        run.values().forEach((metric, value) -> json.put(metric.field(), value));
        json.put("errors", run.mistakes().count());
        ObjectNode tables = json.putObject("tables");
        run.tables().forEach((name, table) -> {
            ObjectNode each = tables.putObject(name);
            run.get(Metric.EXECUTIONS)
                    .ifPresent(executions -> each.put("bytes_per_execution", table.bytes() / executions));
            each.put("bytes", table.bytes())
                    .put("inserts", table.inserts())
                    .put("updates", table.updates())
                    .put("hot_updates", table.hotUpdates())
                    .put("deletes", table.deletes());
        });
        return json;
    }
}
