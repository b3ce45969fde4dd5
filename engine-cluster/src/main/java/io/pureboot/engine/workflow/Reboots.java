package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a machine's boots mean for what runs (promise P-16): surprises meet the step's policy, too many of them are held. */
final class Reboots {
    static final String MESSAGE = "the machine has rebooted unexpectedly";

    private Reboots() {}

    /** The machine asks for what it boots: evidence of a boot, whose id its agent will tell. It advances nothing (promise P-15). */
    static Decision requested(Execution execution, ExecutionCommand.BootRequested request, Moment moment) {
        MachineBoots boots = execution.machineBoots();
        boolean known = boots.lastRequest().equals(Optional.of(request.requestId()));
        boolean sameBoot = request.again() && boots.unnamed();
        if (known || sameBoot || boots.held().isPresent() || execution.status().terminal()) {
            return new Decision.Accepted(List.of());
        }
        Unfolding unfolding = new Unfolding(execution, moment);
        int generation = boots.tokenGeneration() + (request.rotates() ? 1 : 0);
        unfolding.happens(new ExecutionEvent.BootRequested(moment.now(), request.requestId(), generation));
        Reports.evidence(unfolding, execution.running(), Optional.empty());
        if (boots.surprisedByRequest()) {
            interrupt(unfolding, execution, Optional.empty(), Optional.empty());
        }
        judge(unfolding);
        return unfolding.accepted();
    }

    /**
     * An agent has spoken; {@code bootId} is the boot that it runs in.
     *
     * @param before the execution before it spoke
     * @param record whether a boot that surprises nobody is to be recorded; not when the event that follows carries it
     * @param eventId of the report that ends the attempt, should the reboot end it first
     */
    static void heard(
            Unfolding unfolding, Execution before, Optional<String> bootId, boolean record, Optional<String> eventId) {
        if (bootId.isEmpty() || !before.machineBoots().isNews(bootId.get())) {
            return;
        }
        boolean surprise = before.machineBoots().surprisedBy(bootId.get());
        boolean unrecorded = unfolding.execution().machineBoots().isNews(bootId.get());
        if (unrecorded && (record || surprise)) {
            unfolding.happens(new ExecutionEvent.BootRecorded(unfolding.now(), bootId.get()));
        }
        if (surprise) {
            interrupt(unfolding, before, bootId, eventId);
        }
    }

    /** More boots of a step than its workflow allows: it is not served any more until somebody has looked. */
    static void judge(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        if (execution.status().terminal() || execution.machineBoots().held().isPresent()) {
            return;
        }
        BootLoop limit = execution.workflow().graph().limit();
        for (Task task : execution.tasks()) {
            List<Instant> boots = execution.machineBoots().boots(task.step());
            Optional<Instant> since = limit.since(boots, unfolding.now());
            if (since.isPresent() && !Cancelling.inGrace(execution)) {
                int many = (int)
                        boots.stream().filter(at -> !at.isBefore(since.get())).count();
                unfolding.happens(new ExecutionEvent.BootLoopDetected(unfolding.now(), task.step(), many, since.get()));
                Pausing.hold(
                        unfolding,
                        PauseCause.BOOT_LOOP,
                        "the engine",
                        Optional.of("the machine has booted " + many + " times in step '" + task.step() + "' since "
                                + since.get()));
                return;
            }
        }
    }

    /** Each attempt that ran when the machine went down, and to which no boot belongs, meets its step's policy. */
    private static void interrupt(
            Unfolding unfolding, Execution before, Optional<String> to, Optional<String> eventId) {
        for (Task.Running task : before.running()) {
            Optional<GraphStep> step = before.step(task.step());
            boolean runs =
                    unfolding.execution().running(task.step(), task.attempt()).isPresent();
            if (step.isPresent() && runs && !mayBoot(step.get(), task, before.machineBoots())) {
                interrupt(unfolding, step.get(), task, before.machineBoots().bootId(), to, eventId);
            }
        }
    }

    private static boolean mayBoot(GraphStep step, Task.Running task, MachineBoots boots) {
        return switch (step.behaviour().expectedBoots()) {
            case NONE -> task.announced();
            case UNTIL_CONTACT -> boots.unnamed();
            case THROUGHOUT -> true;
        };
    }

    private static void interrupt(
            Unfolding unfolding,
            GraphStep step,
            Task.Running task,
            Optional<String> from,
            Optional<String> to,
            Optional<String> eventId) {
        // In a cancel's grace period it is the agent's word that ends the attempt, or its silence.
        boolean inGrace = unfolding.execution().status() == ExecutionStatus.CANCELLING && task.phase() != Phase.CANCEL;
        RebootPolicy policy = inGrace ? RebootPolicy.RESUME : step.rebootPolicy();
        unfolding.happens(
                new ExecutionEvent.UnexpectedReboot(unfolding.now(), step.id(), task.attempt(), from, to, policy));
        if (policy != RebootPolicy.RESUME) {
            StepFailure.rebooted(unfolding, step, task, policy, eventId);
        }
    }
}
