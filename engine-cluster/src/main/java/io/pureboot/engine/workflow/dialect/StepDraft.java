package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Backoff;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.RebootPolicy;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One step as it was read, before its references are resolved. Where a field had a fault, its default stands: the faults keep the
 * definition from being used.
 *
 * @param idWritten false when the id was made of the name
 */
record StepDraft(
        String path,
        Optional<StepId> id,
        boolean idWritten,
        int sequence,
        String name,
        String type,
        ObjectNode config,
        Seconds timeout,
        FailurePolicy onFailure,
        int maxRetries,
        Seconds retryDelay,
        Backoff backoff,
        Optional<Seconds> maxDelay,
        double jitter,
        List<Integer> retryOn,
        Optional<NodeState> nextState,
        Optional<String> rollback,
        Seconds heartbeatTimeout,
        boolean lateSuccess,
        Optional<RebootPolicy> onUnexpectedReboot) {
    /** Document 000's defaults. */
    private static final Seconds TIMEOUT = new Seconds(3600);

    private static final int MAX_RETRIES = 3;
    private static final Seconds RETRY_DELAY = new Seconds(30);

    /** More attempts than anybody waits for; each one is kept in the history. */
    private static final int MOST_ATTEMPTS = 1000;

    /** The field of document 000's model that the place in the tree says already. */
    private static final List<String> SHOWN_ONLY = List.of("workflow_id");

    static StepDraft read(ObjectNode step, int index, StepCatalog catalog, List<Problem.Fault> faults) {
        String path = "/steps/" + index;
        StrictFields fields = new StrictFields(step);
        fields.required("name");
        fields.required("type");
        Optional<StepId> id = fields.text("id").flatMap(text -> {
            if (StepId.parse(text).isEmpty()) {
                fields.note("id", "malformed_id", "must be 1 to 64 of A-Z a-z 0-9 . _ -, first a letter or digit");
            }
            return StepId.parse(text);
        });
        Optional<String> type = fields.choice("type", catalog.names());
        Optional<String> onFailure = fields.choice(
                "on_failure",
                Arrays.stream(FailurePolicy.values()).map(FailurePolicy::wire).toList());
        if (onFailure.equals(Optional.of("rollback")) && !fields.has("rollback_step_id")) {
            fields.note("rollback_step_id", "missing_field", "is required with on_failure: rollback");
        }
        ObjectNode config = fields.object("config").orElseGet(JsonNodeFactory.instance::objectNode);
        StepDraft draft = new StepDraft(
                path,
                id,
                id.isPresent(),
                fields.whole("sequence", 0, Integer.MAX_VALUE).orElse(index + 1),
                DefinitionReader.named(fields).orElse(""),
                type.orElse(""),
                config,
                fields.seconds("timeout_seconds", 1).orElse(TIMEOUT),
                onFailure.flatMap(FailurePolicy::parse).orElse(FailurePolicy.FAIL),
                fields.whole("max_retries", 1, MOST_ATTEMPTS).orElse(MAX_RETRIES),
                fields.seconds("retry_delay_seconds", 0).orElse(RETRY_DELAY),
                fields.choice(
                                "backoff",
                                Arrays.stream(Backoff.values())
                                        .map(Backoff::wire)
                                        .toList())
                        .flatMap(Backoff::parse)
                        .orElse(Backoff.CONSTANT),
                fields.seconds("max_delay_seconds", 0),
                fields.share("jitter").orElse(0.0),
                fields.wholes("retry_on", Integer.MIN_VALUE, Integer.MAX_VALUE),
                fields.choice(
                                "next_state",
                                Arrays.stream(NodeState.values())
                                        .map(NodeState::wire)
                                        .toList())
                        .flatMap(NodeState::parse),
                fields.text("rollback_step_id"),
                fields.seconds("heartbeat_timeout_seconds", 0).orElse(Seconds.ZERO),
                fields.choice("late_success", List.of("accept", "refuse"))
                        .filter("accept"::equals)
                        .isPresent(),
                fields.choice(
                                "on_unexpected_reboot",
                                Arrays.stream(RebootPolicy.values())
                                        .map(RebootPolicy::wire)
                                        .toList())
                        .flatMap(RebootPolicy::parse));
        fields.shownOnly(SHOWN_ONLY);
        fields.faults().forEach(fault -> faults.add(below(path, fault)));
        boolean configReadable = !fields.has("config") || step.get("config") instanceof ObjectNode;
        type.filter(known -> configReadable)
                .ifPresent(known ->
                        catalog.faults(known, config).forEach(fault -> faults.add(below(path + "/config", fault))));
        return draft;
    }

    StepDraft withId(StepId given) {
        return new StepDraft(
                path,
                Optional.of(given),
                false,
                sequence,
                name,
                type,
                config,
                timeout,
                onFailure,
                maxRetries,
                retryDelay,
                backoff,
                maxDelay,
                jitter,
                retryOn,
                nextState,
                rollback,
                heartbeatTimeout,
                lateSuccess,
                onUnexpectedReboot);
    }

    /** The step itself; it has an id by now. */
    StepDefinition definition(Optional<StepId> rollbackStep) {
        return new StepDefinition(
                id.orElseThrow(),
                sequence,
                name,
                type,
                config,
                timeout,
                onFailure,
                maxRetries,
                retryDelay,
                backoff,
                maxDelay,
                jitter,
                retryOn,
                nextState,
                rollbackStep,
                heartbeatTimeout,
                lateSuccess,
                onUnexpectedReboot);
    }

    private static Problem.Fault below(String path, Problem.Fault fault) {
        return Problem.Fault.at(path + fault.path(), fault.code(), fault.message());
    }
}
