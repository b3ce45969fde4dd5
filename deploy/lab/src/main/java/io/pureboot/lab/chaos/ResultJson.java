package io.pureboot.lab.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.lab.chaos.check.Counts;
import io.pureboot.lab.chaos.check.Finding;
import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.protocol.Json;

/** A result for programs. */
final class ResultJson {
    private ResultJson() {}

    static String of(ChaosResult result) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("passed", result.passed());
        json.put("seed", result.plan().seed());
        json.put("seconds", result.plan().length().toSeconds());
        json.put("machines", result.plan().machines());
        json.put("directory", result.plan().directory().toString());
        counts(json.putObject("counts"), result.verdict().counts());
        ObjectNode findings = json.putObject("findings");
        for (Finding.Kind kind : Finding.Kind.values()) {
            findings.put(kind.wire(), result.verdict().count(kind));
        }
        ObjectNode gaps = json.putObject("longest_gap_ms");
        result.baseline().ifPresent(gap -> gaps.put("calm", gap.length().toMillis()));
        result.gaps()
                .alone()
                .forEach((kind, gap) -> gaps.put(kind.wire(), gap.length().toMillis()));
        result.gaps()
                .overlapping()
                .ifPresent(gap -> gaps.put("overlapping", gap.length().toMillis()));
        ArrayNode faults = json.putArray("faults");
        result.befallen().forEach(befell -> fault(faults.addObject(), befell));
        ArrayNode violations = json.putArray("violations");
        result.verdict().violations().forEach(finding -> {
            ObjectNode each = violations.addObject();
            each.put("kind", finding.kind().wire());
            each.put("subject", finding.subject());
            each.put("what", finding.what());
            finding.proof().forEach(each.putArray("proof")::add);
        });
        return json.toPrettyString();
    }

    private static void counts(ObjectNode json, Counts counts) {
        json.put("callbacks_sent", counts.sent());
        json.put("acknowledged_by_engine", counts.persisted());
        json.put("acknowledged_by_edge", counts.spooled());
        json.put("refused", counts.refused());
        json.put("unanswered", counts.unanswered());
        json.put("executions_started", counts.started());
        json.put("executions_completed", counts.completed());
        json.put("executions_failed", counts.failed());
        json.put("attempts_timed_out", counts.timeouts());
        json.put("latest_timer_ms", counts.latestTimer().toMillis());
    }

    private static void fault(ObjectNode json, Befell befell) {
        json.put("number", befell.fault().number());
        json.put("kind", befell.fault().kind().wire());
        json.put("target", befell.fault().target());
        json.put("length_ms", befell.fault().length().toMillis());
        json.put("at", befell.from().toString());
        json.put("alone", befell.alone());
    }
}
