package io.pureboot.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs of the engine and of the floor, of which those with the same number were made one after the other.
 *
 * @param engine empty when only the floor was run
 * @param floor empty when only the engine was run
 */
public record Comparison(List<Figures> engine, List<Figures> floor) {
    public Comparison {
        engine = List.copyOf(engine);
        floor = List.copyOf(floor);
    }

    public Optional<Figures> engineMedian() {
        return engine.isEmpty() ? Optional.empty() : Optional.of(Figures.median(engine));
    }

    public Optional<Figures> floorMedian() {
        return floor.isEmpty() ? Optional.empty() : Optional.of(Figures.median(floor));
    }

    /** Engine divided by floor: of each pair first, then the median of the pairs, as the machine is faster at one time than at another. */
    public Optional<Double> ratio(Metric metric) {
        double[] ratios = pairs(metric);
        return ratios.length == 0 ? Optional.empty() : Optional.of(Figures.median(ratios));
    }

    /** Engine divided by floor of each pair that has both. */
    public double[] pairs(Metric metric) {
        return IntStream.range(0, Math.min(engine.size(), floor.size()))
                .filter(i -> engine.get(i).get(metric).isPresent()
                        && floor.get(i).get(metric).filter(value -> value != 0).isPresent())
                .mapToDouble(i -> engine.get(i).get(metric).orElseThrow()
                        / floor.get(i).get(metric).orElseThrow())
                .toArray();
    }

    /** Wrong answers of all runs. */
    public long mistakes() {
        return engine.stream().mapToLong(run -> run.mistakes().count()).sum()
                + floor.stream().mapToLong(run -> run.mistakes().count()).sum();
    }

    /** Some of the wrong answers, word for word. */
    public List<String> firstMistakes() {
        return Stream.concat(engine.stream(), floor.stream())
                .flatMap(run -> run.mistakes().first().stream())
                .distinct()
                .limit(10)
                .toList();
    }
}
