package io.pureboot.engine.workflow.dialect;

import io.pureboot.engine.workflow.Backoff;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.RebootPolicy;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.dialect.DefinitionReader.Examined;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a well-formed definition makes sense: every step can run, the time that is given can suffice, every field has an effect. */
final class Soundness {
    private final WorkflowDefinition definition;
    private final Map<StepId, String> paths = new HashMap<>();
    private final Map<StepId, Behaviour> behaviours = new HashMap<>();
    private final Set<StepId> aside = new HashSet<>();
    private final Set<String> faulty = new HashSet<>();
    private final List<Problem.Fault> errors = new ArrayList<>();
    private final List<Problem.Fault> warnings = new ArrayList<>();

    Soundness(WorkflowDefinition definition, Examined examined, StepCatalog catalog) {
        this.definition = definition;
        examined.faults().forEach(fault -> faulty.add(fault.path()));
        for (StepDraft step : examined.steps()) {
            step.id().ifPresent(id -> paths.putIfAbsent(id, step.path()));
            boolean sound = catalog.knows(step.type())
                    && faulty.stream().noneMatch(path -> (path + "/").startsWith(step.path() + "/config/"));
            step.id()
                    .filter(id -> sound)
                    .ifPresent(id -> behaviours.putIfAbsent(id, catalog.behaviour(step.type(), step.config())));
        }
        aside.addAll(definition.onCancel());
        definition.steps().forEach(step -> step.rollbackStepId().ifPresent(aside::add));
        begin();
        reach();
        time();
        definition.steps().forEach(this::effects);
    }

    List<Problem.Fault> errors() {
        return List.copyOf(errors);
    }

    List<Problem.Fault> warnings() {
        return List.copyOf(warnings);
    }

    private List<StepDefinition> forward() {
        return definition.steps().stream()
                .filter(step -> !aside.contains(step.id()))
                .toList();
    }

    private void begin() {
        if (definition.steps().isEmpty() && !faulty.contains("/steps")) {
            warnings.add(
                    Problem.Fault.at("/steps", "no_steps", "are none: an execution is complete as soon as it begins"));
        } else if (!definition.steps().isEmpty() && forward().isEmpty()) {
            errors.add(Problem.Fault.at(
                    "/steps", "nothing_runs", "are all for rolling back or cleaning up: there is none to begin with"));
        }
    }

    /** A step that only undoes others runs when one of them fails and says so; if none can, it never runs, and its author does not know. */
    private void reach() {
        for (StepDefinition step : definition.steps()) {
            List<StepDefinition> undone = definition.steps().stream()
                    .filter(other -> other.rollbackStepId().equals(Optional.of(step.id())))
                    .toList();
            boolean cleansUp = definition.onCancel().contains(step.id());
            if (!undone.isEmpty() && !cleansUp && undone.stream().noneMatch(this::rollsBack)) {
                errors.add(at(step, "", "unreachable_step", "never runs: " + why(undone.getFirst())));
            }
        }
    }

    private boolean rollsBack(StepDefinition step) {
        return step.onFailure() == FailurePolicy.ROLLBACK && !aside.contains(step.id()) && !isTimer(step);
    }

    private String why(StepDefinition undone) {
        String named = "'" + undone.id() + "', which names it as its rollback_step_id, ";
        if (aside.contains(undone.id())) {
            return named + "is no part of the forward sequence";
        }
        return isTimer(undone)
                ? named + "cannot fail"
                : named + "has on_failure: " + undone.onFailure().wire();
    }

    private void time() {
        Optional<Seconds> limit = definition.timeoutSeconds().filter(seconds -> !faulty.contains("/timeout_seconds"));
        if (limit.isEmpty()) {
            return;
        }
        long certain = forward().stream()
                .filter(this::isTimer)
                .mapToLong(this::longest)
                .sum();
        long together = forward().stream().mapToLong(this::longest).sum();
        if (certain >= limit.get().value()) {
            errors.add(Problem.Fault.at(
                    "/timeout_seconds",
                    "impossible_timeout",
                    "is over before the execution can be: its wait steps take " + certain + " s"));
        } else if (together > limit.get().value() && allKnown()) {
            warnings.add(Problem.Fault.at(
                    "/timeout_seconds",
                    "timeout_below_steps",
                    "is less than the " + together
                            + " s that the steps may take one after the other, each within its own limit"));
        }
    }

    private boolean allKnown() {
        return forward().stream().allMatch(step -> behaviours.containsKey(step.id()))
                && faulty.stream().noneMatch(path -> path.endsWith("/timeout_seconds"));
    }

    private boolean isTimer(StepDefinition step) {
        return Optional.ofNullable(behaviours.get(step.id()))
                .filter(behaviour -> behaviour.completion() == Completion.TIMER)
                .isPresent();
    }

    /** Seconds that one attempt may take. */
    private long longest(StepDefinition step) {
        return Optional.ofNullable(behaviours.get(step.id()))
                .filter(behaviour -> behaviour.completion() == Completion.TIMER)
                .flatMap(Behaviour::duration)
                .orElse(step.timeoutSeconds())
                .value();
    }

    private void effects(StepDefinition step) {
        Optional<Behaviour> behaviour = Optional.ofNullable(behaviours.get(step.id()));
        behaviour
                .flatMap(Behaviour::firstContact)
                .filter(limit -> limit.value() > step.timeoutSeconds().value())
                .ifPresent(limit -> warnings.add(neverFires(step, "/config/boot_timeout_seconds", limit)));
        if (step.heartbeatTimeoutSeconds().value() > step.timeoutSeconds().value()) {
            warnings.add(neverFires(step, "/heartbeat_timeout_seconds", step.heartbeatTimeoutSeconds()));
        }
        boolean retries = step.onFailure() == FailurePolicy.RETRY
                || step.onUnexpectedReboot().equals(Optional.of(RebootPolicy.RETRY));
        if (!retries || behaviour.map(Behaviour::completion).equals(Optional.of(Completion.TIMER))) {
            retryFields(step)
                    .forEach(field -> warnings.add(at(
                            step,
                            "/" + field,
                            "no_effect",
                            "has no effect: the step is not retried (on_failure: retry)")));
        }
    }

    private static List<String> retryFields(StepDefinition step) {
        List<String> written = new ArrayList<>();
        if (!step.retryOn().isEmpty()) {
            written.add("retry_on");
        }
        if (step.backoff() != Backoff.CONSTANT) {
            written.add("backoff");
        }
        if (step.maxDelaySeconds().isPresent()) {
            written.add("max_delay_seconds");
        }
        if (step.jitter() > 0) {
            written.add("jitter");
        }
        if (step.lateSuccess()) {
            written.add("late_success");
        }
        return written;
    }

    private Problem.Fault neverFires(StepDefinition step, String field, Seconds limit) {
        return at(
                step,
                field,
                "no_effect",
                "has no effect: " + limit.value() + " s are more than the "
                        + step.timeoutSeconds().value() + " s of timeout_seconds");
    }

    private Problem.Fault at(StepDefinition step, String field, String code, String message) {
        return Problem.Fault.at(paths.getOrDefault(step.id(), "/steps") + field, code, message);
    }
}
