package io.pureboot.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.job.Suite;
import io.pureboot.bench.report.ComparisonJson;
import io.pureboot.bench.report.ComparisonTable;
import io.pureboot.bench.report.Metric;
import io.pureboot.bench.report.Target;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The suite's results: one table for each comparison, one for all that only the engine ran, then the targets. */
final class SuiteReport {
    private SuiteReport() {}

    static List<String> lines(Suite.Results results) {
        List<String> lines = new ArrayList<>();
        List<Suite.Part> alone = new ArrayList<>();
        for (Suite.Part part : results.parts()) {
            if (part.comparison().floorMedian().isPresent()) {
                lines.add(part.title());
                lines.addAll(ComparisonTable.lines(part.comparison()));
                lines.add("");
            } else {
                alone.add(part);
            }
        }
        lines.addAll(beside(alone));
        lines.add("");
        results.targets().forEach(target -> lines.add(target.line()));
        long missed = results.targets().stream().filter(target -> !target.met()).count();
        lines.add(missed + " of " + results.targets().size() + " targets missed");
        return lines;
    }

    /** The engine's figures of several runs beside each other. */
    private static List<String> beside(List<Suite.Part> parts) {
        TextTable table =
                new TextTable(Stream.concat(Stream.of("engine"), parts.stream().map(Suite.Part::name))
                        .toArray(String[]::new));
        for (Metric metric : Metric.values()) {
            List<Optional<Double>> values = parts.stream()
                    .map(part -> part.comparison().engineMedian().flatMap(run -> run.get(metric)))
                    .toList();
            if (values.stream().anyMatch(Optional::isPresent)) {
                table.row(Stream.concat(
                                Stream.of(metric.words()),
                                values.stream()
                                        .map(value -> value.map(metric::shown).orElse("–")))
                        .toArray(String[]::new));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        parts.forEach(part -> part.comparison().firstMistakes().forEach(mistake -> lines.add("WRONG: " + mistake)));
        return lines;
    }

    static ObjectNode json(Suite.Results results) {
        ObjectNode json = Json.mapper().createObjectNode().put("errors", results.mistakes());
        ArrayNode targets = json.putArray("targets");
        results.targets().stream().map(Target::json).forEach(targets::add);
        ObjectNode parts = json.putObject("parts");
        results.parts()
                .forEach(part -> parts.set(
                        part.name(), ComparisonJson.of(part.comparison()).put("title", part.title())));
        return json;
    }
}
