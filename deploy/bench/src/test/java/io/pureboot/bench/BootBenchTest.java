package io.pureboot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark of boot scripts, very small: real processes, all figures. Without nginx it says so, and misses its target. */
final class BootBenchTest {
    @Test
    void theEdgeAloneAndThroughToTheEngine() throws Exception {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line =
                Bench.commandLine().setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
        int status = line.execute(
                "boot", "--requests=200", "--through=50", "--machines=10", "--connections=4", "--rounds=1", "--json");
        assertThat(status).as(output + "\n" + errors).isZero();
        JsonNode json = Json.mapper().readTree(output.toString());
        assertThat(json.path("errors").asInt(-1)).isZero();
        for (String field : new String[] {"edge_per_second", "edge_p99_ms", "through_per_second", "through_p99_ms"}) {
            assertThat(json.path(field).asDouble()).as(field).isPositive();
        }
        boolean beside = json.path("nginx_per_second").asDouble() > 0;
        assertThat(json.has("edge_to_nginx")).isEqualTo(beside);
        assertThat(json.path("targets")).hasSize(2);
    }

    @Test
    void whatItCannotReadIsRefused() {
        CommandLine line = Bench.commandLine().setErr(new PrintWriter(new StringWriter(), true));
        assertThat(line.execute("boot", "--rounds=0")).isEqualTo(2);
    }
}
