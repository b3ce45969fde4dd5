package io.pureboot.bench.report;

import io.pureboot.standalone.client.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison for people. */
public final class ComparisonTable {
    private ComparisonTable() {}

    /** One line for each metric that engine or floor has, then what went wrong. */
    public static List<String> lines(Comparison comparison) {
        TextTable table = new TextTable("", "engine", "floor", "engine/floor", "of each round");
        for (Metric metric : Metric.values()) {
            Optional<Double> engine = comparison.engineMedian().flatMap(run -> run.get(metric));
            Optional<Double> floor = comparison.floorMedian().flatMap(run -> run.get(metric));
            if (engine.isPresent() || floor.isPresent()) {
                table.row(
                        metric.words(),
                        engine.map(metric::shown).orElse("–"),
                        floor.map(metric::shown).orElse("–"),
                        metric == Metric.EXECUTIONS
                                ? ""
                                : comparison
                                        .ratio(metric)
                                        .map(ComparisonTable::ratio)
                                        .orElse(""),
                        metric == Metric.EXECUTIONS ? "" : rounds(comparison.pairs(metric)));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.addAll(mistakes(comparison));
        return lines;
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String rounds(double[] pairs) {
        return pairs.length < 2
                ? ""
                : String.join(
                        " ",
                        Arrays.stream(pairs).mapToObj(ComparisonTable::ratio).toList());
    }

    private static List<String> mistakes(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        if (comparison.mistakes() == 0) {
            lines.add("every answer was the expected one");
        } else {
            lines.add("THIS RUN DOES NOT COUNT: " + comparison.mistakes()
                    + " answers were not the expected ones; some of them:");
            comparison.firstMistakes().forEach(mistake -> lines.add("  " + mistake));
        }
        return lines;
    }
}
