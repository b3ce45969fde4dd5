package io.pureboot.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.TextTable;
import java.util.ArrayList;
import java.util.List;

/** What a measurement without a floor gave. */
public record Readings(List<Reading> readings, List<Target> targets, Mistakes mistakes) {
    public Readings {
        readings = List.copyOf(readings);
        targets = List.copyOf(targets);
    }

    public List<String> lines() {
        TextTable table = new TextTable("", "measured");
        readings.forEach(reading -> table.row(reading.words(), reading.shown()));
        List<String> lines = new ArrayList<>(table.lines());
        targets.forEach(target -> lines.add(target.line()));
        if (mistakes.count() > 0) {
            lines.add("THIS RUN DOES NOT COUNT: " + mistakes.count()
                    + " answers were not the expected ones; some of them:");
            mistakes.first().forEach(mistake -> lines.add("  " + mistake));
        }
        return lines;
    }

    public ObjectNode json() {
        ObjectNode json = Json.mapper().createObjectNode().put("errors", mistakes.count());
        mistakes.first().forEach(json.putArray("first_errors")::add);
        readings.forEach(reading -> json.put(reading.field(), reading.value()));
        ArrayNode all = json.putArray("targets");
        targets.forEach(target -> all.add(target.json()));
        return json;
    }
}
