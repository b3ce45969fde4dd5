package io.pureboot.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.report.Target.Bound;
import io.pureboot.bench.subject.TableState;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ReportTest {
    @Test
    void whatIsMissedByLittleIsShownAsMissed() {
        Target nearly = new Target("ratio", Bound.AT_LEAST, 1, 0.99999, 2);
        assertThat(nearly.met()).isFalse();
        assertThat(nearly.line()).isEqualTo("ratio: target at least 1.00, measured 0.99: missed");
        Target above = new Target("p50 ms", Bound.AT_MOST, 2, 2.00001, 2);
        assertThat(above.line()).isEqualTo("p50 ms: target at most 2.00, measured 2.01: missed");
    }

    @Test
    void whatReachesItsLimitIsMet() {
        assertThat(new Target("ratio", Bound.AT_LEAST, 1, 1, 2).line())
                .isEqualTo("ratio: target at least 1.00, measured 1.00: met");
        assertThat(new Target("p50 ms", Bound.AT_MOST, 2, 1.5, 2)
                        .json()
                        .path("met")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whatWasNotMeasuredIsMissed() {
        Target nothing = new Target("ratio", Bound.AT_MOST, 1, Double.NaN, 2);
        assertThat(nothing.line()).isEqualTo("ratio: target at most 1.00, measured nothing: missed");
        assertThat(nothing.json().has("measured")).isFalse();
    }

    @Test
    void theRatioIsThatOfEachPairAndNotOfTheMedians() {
        // A machine that is ten times slower in the second round: the pairs still say one half.
        Comparison comparison = new Comparison(
                List.of(speed(500), speed(50), speed(500)), List.of(speed(1000), speed(100), speed(1000)));
        assertThat(comparison.ratio(Metric.TRANSITIONS_PER_SECOND)).hasValue(0.5);
        assertThat(comparison.engineMedian().orElseThrow().get(Metric.TRANSITIONS_PER_SECOND))
                .hasValue(500.0);
        Comparison even = new Comparison(List.of(speed(80), speed(50)), List.of(speed(100), speed(100)));
        assertThat(even.ratio(Metric.TRANSITIONS_PER_SECOND).orElseThrow()).isCloseTo(0.65, Offset.offset(1e-9));
    }

    @Test
    void aFigureThatOneSideHasNotIsLeftOut() {
        Comparison comparison = new Comparison(List.of(speed(500)), List.of());
        assertThat(comparison.ratio(Metric.TRANSITIONS_PER_SECOND)).isEmpty();
        assertThat(String.join("\n", ComparisonTable.lines(comparison)))
                .contains("transitions/s  500     –", "every answer was the expected one")
                .doesNotContain("starts/s");
    }

    @Test
    void wrongAnswersAreTold() {
        Mistakes mistakes = new Mistakes();
        for (int i = 0; i < 7; i++) {
            mistakes.add("POST step answered 503: " + i);
        }
        Figures figures =
                new Figures(Map.of(Metric.EXECUTIONS, 4.0), Map.of("node", new TableState(400, 1, 2, 3, 4)), mistakes);
        Comparison comparison = new Comparison(List.of(figures), List.of());
        assertThat(ComparisonTable.lines(comparison))
                .anyMatch(line -> line.startsWith("THIS RUN DOES NOT COUNT: 7 answers"))
                .anyMatch(line -> line.contains("POST step answered 503: 0"));
        JsonNode json = ComparisonJson.of(comparison);
        assertThat(json.path("errors").asInt()).isEqualTo(7);
        assertThat(json.path("first_errors")).hasSize(5);
        assertThat(json.at("/engine/tables/node/bytes_per_execution").asDouble())
                .isEqualTo(100);
    }

    private static Figures speed(double transitions) {
        return new Figures(Map.of(Metric.TRANSITIONS_PER_SECOND, transitions), Map.of(), new Mistakes());
    }
}
