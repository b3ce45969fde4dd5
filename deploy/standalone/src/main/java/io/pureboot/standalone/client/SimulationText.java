package io.pureboot.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A simulation, as the engine's JSON has it, in lines for people. */
public final class SimulationText {
    private SimulationText() {}

    /** The timeline, what was waited for, how long it may take at most, and the end. */
    public static List<String> of(JsonNode simulated) {
        List<String> lines = new ArrayList<>(timeline(simulated));
        lines.add("");
        lines.addAll(waits(simulated));
        lines.add("");
        lines.addAll(longest(simulated.path("longest")));
        lines.add("");
        lines.add(end(simulated));
        simulated
                .path("unused")
                .forEach(step -> lines.add("note: step '" + step.asText() + "' has outcomes, and was never tried"));
        return lines;
    }

    private static List<String> timeline(JsonNode simulated) {
        TextTable table = new TextTable("AT", "STEP", "#", "EVENT", "WHY");
        for (JsonNode each : simulated.path("timeline")) {
            table.row(
                    each.path("at").asText(),
                    each.path("step").asText(),
                    each.path("attempt").asText(),
                    each.path("event").asText(),
                    each.path("why").asText());
        }
        return table.lines();
    }

    private static List<String> waits(JsonNode simulated) {
        TextTable table = new TextTable("FROM", "UNTIL", "STEP", "FIRES FIRST", "AT", "WAITS FOR");
        for (JsonNode each : simulated.path("waits")) {
            table.row(
                    each.path("from").asText(),
                    each.path("until").asText(),
                    each.path("step").asText(),
                    each.path("fires_first").path("cause").asText("nothing"),
                    each.path("fires_first").path("at").asText(),
                    each.path("waits_for").asText());
        }
        return table.lines();
    }

    private static List<String> longest(JsonNode longest) {
        List<String> lines = new ArrayList<>();
        String cut = longest.path("cut_by_timeout").asBoolean()
                ? " (the workflow's timeout; its steps could take "
                        + longest.path("sum").asText() + ")"
                : "";
        lines.add("longest possible " + longest.path("total").asText() + cut + ", with a cancel at its last moment "
                + longest.path("with_cancel").asText());
        TextTable table = new TextTable("STEP", "PHASE", "ATTEMPTS", "EACH", "DELAYS", "TOTAL", "FIRES FIRST", "AFTER");
        for (JsonNode step : longest.path("steps")) {
            table.row(
                    step.path("step").asText(),
                    step.path("phase").asText(),
                    step.path("attempts").asText(),
                    step.path("each").asText(),
                    step.path("delays").asText(),
                    step.path("length").asText(),
                    step.path("fires_first").asText(),
                    step.path("fires_first_after").asText());
        }
        lines.addAll(table.lines());
        longest.path("unbounded").forEach(reason -> lines.add("no limit: " + reason.asText()));
        return lines;
    }

    private static String end(JsonNode simulated) {
        String status = simulated.path("status").asText();
        String rolledBack = simulated.path("rolled_back").asBoolean() ? ", rolled back" : "";
        String error = simulated.path("error_message").asText();
        return "end: " + status + rolledBack + " after "
                + simulated.path("duration").asText()
                + (error.isEmpty() ? "" : " (" + error + ")")
                + (simulated.has("stopped") ? ": " + simulated.path("stopped").asText() : "");
    }
}
