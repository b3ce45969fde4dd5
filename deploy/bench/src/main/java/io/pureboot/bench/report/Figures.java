package io.pureboot.bench.report;

import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.subject.TableState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one run gave.
 *
 * @param values only what was measured: a figure that a subject does not have is absent
 * @param tables what each table grew by, from before the starts to the end
 */
public record Figures(Map<Metric, Double> values, Map<String, TableState> tables, Mistakes mistakes) {
    public Figures {
        values = new EnumMap<>(values);
        tables = new TreeMap<>(tables);
    }

    public Optional<Double> get(Metric metric) {
        return Optional.ofNullable(values.get(metric));
    }

    /** For each metric the median of several runs of the same kind; tables are those of the last. */
    public static Figures median(List<Figures> runs) {
        Map<Metric, Double> medians = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            double[] all = runs.stream()
                    .flatMap(run -> run.get(metric).stream())
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            if (all.length > 0) {
                medians.put(metric, median(all));
            }
        }
        Mistakes mistakes = new Mistakes();
        runs.forEach(run -> mistakes.addAll(run.mistakes));
        return new Figures(medians, runs.getLast().tables, mistakes);
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
