package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.util.List;
import java.util.Optional;

/**
 * What was said under a token that the machine's later boots have replaced. An edge may have acknowledged it and kept it on its disk through
 * all those boots (promise P-31), so it is judged as any other word on its attempt: what counts, counts, and what comes too late is
 * refused as that, and remembered. It speaks only of attempts that its bearer can have been given, and says nothing of where the machine
 * is now (decision 0011).
 */
final class EarlierTokens {
    private EarlierTokens() {}

    static Decision judge(Execution execution, int generation, ExecutionCommand word, Moment moment) {
        Optional<Decision> decision = switch (word) {
            case ExecutionCommand.Report(StepId step, StepReport report) ->
                attempt(execution, generation, step, report.attempt())
                        .map(attempt -> report(execution, attempt, report, moment));
            case ExecutionCommand.PhoneHome home ->
                home.step()
                        .filter(step -> home.attempt().isPresent())
                        .flatMap(step -> attempt(execution, generation, step, home.attempt()))
                        .map(attempt -> PhoneHomes.judge(execution, home, moment));
            default -> Optional.empty();
        };
        return decision.orElseGet(() -> new Decision.Refused(
                // Never remembered: whoever holds an old token shall not fill the history.
                WorkflowMachine.wrongTokenRefusal(generation), List.of()));
    }

    private static Decision report(Execution execution, Attempt attempt, StepReport report, Moment moment) {
        if (report.status() == ReportStatus.PROGRESS) {
            // It is kept for people, beside the journal. That machine's life is no evidence of life now.
            return new Decision.Duplicate();
        }
        MachineBoots boots = execution.machineBoots();
        // A boot that is not known by now is over: it must not be taken for the next one.
        Optional<String> boot = attempt.bootId()
                .or(() -> report.bootId().filter(id -> !boots.isNews(id)))
                .or(boots::bootId);
        return Reports.report(
                execution, new ExecutionCommand.Report(attempt.step(), report.saidOf(attempt.attempt(), boot)), moment);
    }

    /**
     * The attempt that is spoken of: the one that is named, or the newest that the bearer can have been given. Empty when it was given
     * none: the attempt began after the token, and the one after it, had been replaced.
     */
    static Optional<Attempt> attempt(Execution execution, int generation, StepId step, Optional<Integer> named) {
        return execution.attempts().stream()
                .filter(attempt -> attempt.step().equals(step)
                        && named.map(number -> number == attempt.attempt()).orElse(true))
                .filter(attempt -> generation >= 0
                        && generation < execution.machineBoots().tokenGeneration()
                        && attempt.tokenGeneration().orElse(0) <= generation + 1)
                .reduce((earlier, later) -> later);
    }
}
