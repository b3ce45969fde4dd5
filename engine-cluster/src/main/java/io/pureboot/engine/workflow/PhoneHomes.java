package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import io.pureboot.protocol.StepStatus;
import java.util.Optional;
import java.util.stream.Stream;

/** The installed system says that it is up: success of the step that waits for it, once. */
final class PhoneHomes {
    private PhoneHomes() {}

    static Decision judge(Execution execution, ExecutionCommand.PhoneHome phoneHome, Moment moment) {
        if (phoneHome.step().isPresent()) {
            return phoneHomeOf(execution, phoneHome.step().get(), phoneHome, moment);
        }
        Optional<Attempt> known = phoneHomes(execution)
                .filter(attempt ->
                        phoneHome.eventId().isPresent() && attempt.eventId().equals(phoneHome.eventId()))
                .findFirst();
        if (known.isPresent()) {
            return new Decision.Duplicate();
        }
        Optional<GraphStep> awaiting = execution.tasks().stream()
                .flatMap(task -> execution.step(task.step()).stream())
                .filter(step -> step.behaviour().completion() == Completion.PHONE_HOME)
                .findFirst();
        if (awaiting.isPresent()) {
            return Reports.judge(
                    execution, awaiting.get(), success(phoneHome, phoneHome.eventId(), Optional.empty()), moment);
        }
        boolean succeeded = phoneHomes(execution)
                .anyMatch(attempt -> attempt.run() == execution.run() && attempt.status() == StepStatus.SUCCESS);
        if (succeeded) {
            return new Decision.Duplicate();
        }
        return execution.status().terminal()
                ? WorkflowMachine.ended(execution.status())
                : WorkflowMachine.refused(
                        Refusal.Code.NO_STEP_AWAITS_PHONE_HOME, "no step waits for the installed system to phone home");
    }

    /**
     * Step and attempt belong to the identity: the same words may come home from two steps (promise P-1), and a system that one attempt
     * has installed is no word of the attempt that installs it anew (promise P-3).
     */
    private static Decision phoneHomeOf(
            Execution execution, StepId id, ExecutionCommand.PhoneHome phoneHome, Moment moment) {
        Optional<GraphStep> step = execution.step(id).filter(s -> s.behaviour().completion() == Completion.PHONE_HOME);
        if (step.isEmpty()) {
            return WorkflowMachine.refused(
                    Refusal.Code.NO_STEP_AWAITS_PHONE_HOME, "no step '" + id + "' waits for a system to phone home");
        }
        Optional<Integer> number = phoneHome
                .attempt()
                .or(() -> execution.running().stream()
                        .filter(task -> task.step().equals(id))
                        .findFirst()
                        .map(Task.Running::attempt));
        Optional<String> eventId = number.map(n -> "phone-home/" + id + "/" + n);
        return Reports.judge(execution, step.get(), success(phoneHome, eventId, number), moment);
    }

    private static Stream<Attempt> phoneHomes(Execution execution) {
        return execution.attempts().stream()
                .filter(attempt -> execution
                        .step(attempt.step())
                        .filter(step -> step.behaviour().completion() == Completion.PHONE_HOME)
                        .isPresent());
    }

    private static StepReport success(
            ExecutionCommand.PhoneHome phoneHome, Optional<String> eventId, Optional<Integer> attempt) {
        return new StepReport(
                ReportStatus.SUCCESS,
                Optional.of("the installed system has phoned home"),
                Optional.empty(),
                Optional.empty(),
                attempt,
                eventId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(phoneHome.facts()),
                Optional.empty());
    }
}
