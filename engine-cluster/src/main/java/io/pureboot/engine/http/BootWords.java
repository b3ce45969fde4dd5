package io.pureboot.engine.http;

import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.MachineBoots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an execution's machine did unexpectedly, as people read it (promise P-16). */
final class BootWords {
    private BootWords() {}

    /** When the machine has booted in the current step, oldest first. */
    static List<Instant> bootsOfStep(Execution execution) {
        return CurrentWork.of(execution)
                .about()
                .map(GraphStep::id)
                .map(execution.machineBoots()::boots)
                .orElse(List.of());
    }

    /** What the execution has noted, and what its machine did unexpectedly. */
    static List<String> warnings(Execution execution) {
        List<String> warnings = new ArrayList<>(execution.warnings());
        for (MachineBoots.UnexpectedReboot reboot : execution.machineBoots().unexpected()) {
            warnings.add("The machine rebooted unexpectedly in attempt " + reboot.attempt() + " of step '"
                    + reboot.step() + "' (" + reboot.at() + "): " + consequence(reboot));
        }
        execution
                .machineBoots()
                .held()
                .ifPresent(held -> warnings.add("The machine has booted " + held.boots() + " times in step '"
                        + held.step() + "' since " + held.since() + ": the step is held"));
        return warnings;
    }

    private static String consequence(MachineBoots.UnexpectedReboot reboot) {
        return switch (reboot.policy()) {
            case RESUME -> "the step is served again";
            case FAIL -> "the attempt has failed";
            case RETRY -> "the attempt has failed, the next one follows while attempts are left";
        };
    }
}
