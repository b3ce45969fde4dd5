package io.pureboot.engine.workflow.simulation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A simulation as the API and {@code --json} show it. Each moment stands twice: as seconds from the start, and as {@code h:mm:ss} for
 * people.
 */
public final class SimulatedJson {
    private SimulatedJson() {}

    public static ObjectNode of(Simulated simulated) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", simulated.status().wire());
        json.put("ended", simulated.ended());
        json.put("rolled_back", simulated.rolledBack());
        simulated.error().ifPresent(error -> json.put("error_message", error));
        simulated.stopped().ifPresent(why -> json.put("stopped", why));
        span(json, "duration", simulated.duration());
        ArrayNode timeline = json.putArray("timeline");
        simulated.timeline().forEach(each -> timeline.add(happening(each)));
        ArrayNode waits = json.putArray("waits");
        simulated.waits().forEach(each -> waits.add(wait(each)));
        ArrayNode unused = json.putArray("unused");
        simulated.unused().forEach(step -> unused.add(step.value()));
        json.set("longest", longest(simulated.longest()));
        return json;
    }

    private static ObjectNode happening(Simulated.Happening each) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        span(json, "at", each.at());
        json.put("event", each.event());
        each.step().ifPresent(step -> json.put("step", step.value()));
        each.attempt().ifPresent(attempt -> json.put("attempt", attempt));
        return json.put("why", each.why());
    }

    private static ObjectNode wait(Simulated.Wait each) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        span(json, "from", each.from());
        span(json, "until", each.until());
        each.step().ifPresent(step -> json.put("step", step.value()));
        json.put("waits_for", each.waitsFor());
        each.ticking().stream().findFirst().ifPresent(first -> json.set("fires_first", ticking(first)));
        ArrayNode deadlines = json.putArray("deadlines");
        each.ticking().forEach(deadline -> deadlines.add(ticking(deadline)));
        each.endedBy().ifPresent(event -> json.put("ended_by", event));
        return json;
    }

    private static ObjectNode ticking(Simulated.Ticking each) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("cause", each.cause().wire());
        span(json, "at", each.at());
        each.step().ifPresent(step -> json.put("step", step.value()));
        return json;
    }

    private static ObjectNode longest(Longest longest) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        span(json, "total", longest.total());
        json.put("cut_by_timeout", longest.cutByTimeout());
        span(json, "sum", longest.sum());
        span(json, "with_cancel", longest.withCancel());
        ArrayNode legs = json.putArray("steps");
        for (Longest.Leg leg : longest.legs()) {
            ObjectNode step = legs.addObject()
                    .put("step", leg.step().value())
                    .put("phase", leg.phase().wire());
            step.put("attempts", leg.attempts());
            span(step, "each", leg.each());
            span(step, "delays", leg.delays());
            span(step, "length", leg.length());
            step.put("fires_first", leg.first().wire());
            span(step, "fires_first_after", leg.firstAfter());
        }
        ArrayNode unbounded = json.putArray("unbounded");
        longest.unbounded().forEach(unbounded::add);
        return json;
    }

    private static void span(ObjectNode json, String field, Duration span) {
        Number seconds = Spans.seconds(span);
        if (seconds instanceof Long whole) {
            json.put(field + "_seconds", whole);
        } else {
            json.put(field + "_seconds", seconds.doubleValue());
        }
        json.put(field, Spans.clock(span));
    }
}
