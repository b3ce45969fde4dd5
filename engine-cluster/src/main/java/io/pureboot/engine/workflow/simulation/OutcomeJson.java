package io.pureboot.engine.workflow.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.simulation.OutcomeText.Place;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Outcomes as JSON: a text in the form of {@link OutcomeText}, or an object.
 *
 * <pre>
 * {"steps": {"install": [{"result": "fail", "exit_code": 2, "after_seconds": 10}, "ok@40s"]},
 *  "types": {"script": ["ok@5s"]}, "default": ["ok"],
 *  "hands": [{"do": "pause", "at_seconds": 30}, {"do": "resume", "at_seconds": 60}]}
 * </pre>
 *
 * An outcome is a text in the short form, or an object with {@code result} (ok, fail, fatal, silent, hang, no-boot, no-phone-home),
 * {@code after_seconds}, {@code exit_code}, {@code reboots_at_seconds} (a list).
 */
public final class OutcomeJson {
    private static final List<String> RESULTS =
            Arrays.stream(Outcome.Ending.values()).map(Outcome.Ending::word).toList();
    private static final List<String> HANDS =
            Arrays.stream(Hand.Kind.values()).map(Hand.Kind::word).toList();

    private final ScriptInMaking script;

    private OutcomeJson(ScriptInMaking script) {
        this.script = script;
    }

    /** The outcomes that {@code json} spells, or all its faults with JSON pointers (of a text: with line and column). */
    public static OutcomesReading read(JsonNode json, CompiledGraph graph, List<String> types) {
        if (json.isTextual()) {
            return OutcomeText.read(json.textValue(), graph, types);
        }
        ScriptInMaking script = new ScriptInMaking(graph, types);
        if (json instanceof ObjectNode object) {
            new OutcomeJson(script).all(object);
        } else if (!json.isNull() && !json.isMissingNode()) {
            script.note(Problem.Fault.at("", "wrong_type", "must be an object, or a text in the short form"));
        }
        return script.reading();
    }

    private void all(ObjectNode object) {
        StrictFields fields = new StrictFields(object);
        fields.object("steps").ifPresent(steps -> lists(steps, "/steps", ""));
        fields.object("types").ifPresent(types -> lists(types, "/types", ":*"));
        if (object.hasNonNull("default")) {
            Place place = new Place("/default", 0, 0);
            script.add("*", place, outcomes(object.get("default"), "/default"), place);
        }
        List<ObjectNode> hands = fields.objects("hands");
        for (int i = 0; i < hands.size(); i++) {
            hand(hands.get(i), "/hands/" + i);
        }
        // The field default was read above: it may be a list, an object or a text.
        fields.faults().stream()
                .filter(fault -> !fault.path().equals("/default"))
                .forEach(script::note);
    }

    private void lists(ObjectNode lists, String path, String suffix) {
        lists.properties().forEach(entry -> {
            String at = path + "/" + StrictFields.segment(entry.getKey());
            Place place = new Place(at, 0, 0);
            script.add(entry.getKey() + suffix, place, outcomes(entry.getValue(), at), place);
        });
    }

    private List<Outcome> outcomes(JsonNode value, String path) {
        List<Outcome> outcomes = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                outcome(value.get(i), path + "/" + i).ifPresent(outcomes::add);
            }
        } else {
            outcome(value, path).ifPresent(outcomes::add);
        }
        return outcomes;
    }

    private Optional<Outcome> outcome(JsonNode value, String path) {
        if (value.isTextual()) {
            return OutcomeText.read(value.textValue(), script, path);
        }
        if (!(value instanceof ObjectNode object)) {
            script.note(
                    Problem.Fault.at(path, "wrong_type", "must be an outcome: an object, or a text such as ok@40s"));
            return Optional.empty();
        }
        StrictFields fields = new StrictFields(object);
        Optional<String> result = fields.choice("result", RESULTS);
        Optional<Duration> after = fields.seconds("after_seconds", 0).map(Seconds::toDuration);
        Optional<Integer> exit = fields.whole("exit_code", 0, ScriptInMaking.HIGHEST_EXIT);
        List<Duration> reboots = fields.wholes("reboots_at_seconds", 0, (int) Seconds.MAX).stream()
                .map(Duration::ofSeconds)
                .toList();
        List<Problem.Fault> faults = fields.faults();
        faults.forEach(fault -> script.note(
                new Problem.Fault(fault.code(), path + fault.path(), fault.message(), fault.line(), fault.column())));
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        return result.isEmpty()
                ? Optional.of(new Outcome(Optional.empty(), after, Optional.empty(), true, reboots))
                : OutcomeText.checked(new Place(path, 0, 0), ending(result.get()), after, exit, reboots, script);
    }

    private static Outcome.Ending ending(String word) {
        return Arrays.stream(Outcome.Ending.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(Outcome.Ending.OK);
    }

    private void hand(ObjectNode object, String path) {
        StrictFields fields = new StrictFields(object);
        fields.required("do");
        fields.required("at_seconds");
        Optional<String> kind = fields.choice("do", HANDS);
        Optional<Seconds> at = fields.seconds("at_seconds", 0);
        fields.faults()
                .forEach(fault -> script.note(Problem.Fault.at(path + fault.path(), fault.code(), fault.message())));
        if (kind.isPresent() && at.isPresent()) {
            Arrays.stream(Hand.Kind.values())
                    .filter(each -> each.word().equals(kind.get()))
                    .forEach(each -> script.add(new Hand(each, at.get().toDuration())));
        }
    }
}
