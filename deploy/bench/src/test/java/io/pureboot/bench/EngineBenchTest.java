package io.pureboot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The whole benchmark, very small: real processes, real databases, all figures. */
final class EngineBenchTest {
    private record Outcome(int status, String output, String errors) {}

    @Test
    void engineAndFloorAreDrivenByTheSameAgents() throws Exception {
        Outcome outcome =
                bench("--executions", "20", "--agents", "4", "--rounds", "1", "--warm-up", "4", "--quick", "--json");
        assertThat(outcome.status()).as(outcome.output() + outcome.errors()).isZero();
        JsonNode json = Json.mapper().readTree(outcome.output());
        assertThat(json.path("errors").asInt(-1)).as(outcome.output()).isZero();
        assertThat(json.at("/cold/engine/executions").asInt()).isEqualTo(4);
        for (String side : new String[] {"engine", "floor"}) {
            JsonNode figures = json.path("standard").path(side);
            assertThat(figures.path("executions").asInt()).as(side).isEqualTo(20);
            for (String field : new String[] {
                "transitions_per_second",
                "callback_p50_ms",
                "callback_p999_ms",
                "server_cpu_ms_per_execution",
                "peak_memory_bytes",
                "wal_bytes_per_execution"
            }) {
                assertThat(figures.path(field).asDouble())
                        .as(side + " " + field)
                        .isPositive();
            }
        }
        assertThat(json.at("/standard/floor/event_rows_per_transition").asDouble())
                .isEqualTo(1);
        assertThat(json.at("/standard/engine/event_rows_per_transition").asDouble())
                .isGreaterThanOrEqualTo(1);
        assertThat(json.at("/standard/engine/tables/event_journal/inserts").asInt())
                .isNotNegative();
        assertThat(json.at("/standard/engine/starts_per_second").asDouble()).isPositive();
        assertThat(json.at("/standard/floor/starts_per_second").isMissingNode()).isTrue();
        assertThat(json.at("/standard/ratio/transitions_per_second").asDouble()).isPositive();
    }

    @Test
    void whatItCannotReadIsRefused() {
        assertThat(bench("--executions", "many").status()).isEqualTo(2);
        assertThat(bench("--only", "database").status()).isEqualTo(2);
        assertThat(bench("--executions", "0").errors()).contains("--executions");
    }

    private static Outcome bench(String... options) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line =
                Bench.commandLine().setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "engine";
        System.arraycopy(options, 0, arguments, 1, options.length);
        int status = line.execute(arguments);
        return new Outcome(status, output.toString(), errors.toString());
    }
}
