package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the events in which a machine shows itself do to the state, and to what is known of its boots. */
final class BootEvolution {
    private BootEvolution() {}

    static void contacted(Draft draft, Execution execution, ExecutionEvent.MachineContacted contacted) {
        execution.running(contacted.step(), contacted.attempt()).ifPresent(task -> {
            draft.replaceTask(task, task.contacted());
            draft.mark(task, Optional.empty(), contacted.bootId());
            contacted.bootId().ifPresent(id -> heard(draft, execution, id, contacted.at()));
        });
    }

    static void announced(Draft draft, Execution execution, ExecutionEvent.RebootAnnounced announced) {
        execution.running(announced.step(), announced.attempt()).ifPresent(task -> {
            draft.replaceTask(task, task.announcing(announced.bootId()));
            draft.mark(task, announced.eventId(), announced.bootId());
            announced
                    .bootId()
                    .ifPresentOrElse(
                            id -> heard(draft, execution, id, announced.at()), () -> draft.boots = draft.boots.heard());
            draft.boots = draft.boots.expecting();
        });
    }

    static void requested(Draft draft, Execution execution, ExecutionEvent.BootRequested requested) {
        draft.boots = draft.boots.requested(requested, underWay(execution), kept(execution));
    }

    static void heard(Draft draft, Execution execution, String bootId, Instant at) {
        draft.boots = draft.boots.heard(bootId, at, underWay(execution), kept(execution));
    }

    static void surprised(Draft draft, ExecutionEvent.UnexpectedReboot reboot) {
        draft.boots = draft.boots.surprised(new MachineBoots.UnexpectedReboot(
                reboot.at(), reboot.step(), reboot.attempt(), reboot.from(), reboot.to(), reboot.policy()));
    }

    static void held(Draft draft, Execution execution, ExecutionEvent.BootLoopDetected loop) {
        if (execution.task(loop.step()).isPresent()) {
            draft.boots =
                    draft.boots.holding(new MachineBoots.Hold(loop.at(), loop.step(), loop.boots(), loop.since()));
        }
    }

    /** A boot that belongs to the step is to be expected; so is one more of a machine that is on its way up. */
    static void started(Draft draft, Execution execution, ExecutionEvent.AttemptStarted started) {
        if (expected(execution, started.step()) != BootExpectation.NONE || draft.boots.unnamed()) {
            draft.boots = draft.boots.expecting();
        }
    }

    static void ended(Draft draft, Execution execution, ExecutionEvent.AttemptEnded ended) {
        if (ended.outcome() == StepStatus.SUCCESS) {
            draft.boots = draft.boots.without(ended.step());
        }
        if (ended.outcome() == StepStatus.TIMED_OUT) {
            // Nobody knows what has become of the machine.
            draft.boots = draft.boots.expecting();
        } else if (byAgent(draft.boots, ended)) {
            reported(draft, execution, ended);
        }
    }

    /** The agent is up, unless the boot itself has ended the attempt; after a step that ends in a boot, that boot is to come. */
    private static void reported(Draft draft, Execution execution, ExecutionEvent.AttemptEnded ended) {
        boolean throughout = expected(execution, ended.step()) == BootExpectation.THROUGHOUT;
        boolean confirmedByBoot = execution
                .step(ended.step())
                .filter(step -> step.behaviour().confirmByBoot())
                .isPresent();
        if (ended.bootId().isPresent()) {
            draft.boots = draft.boots.heard(ended.bootId().get(), ended.at(), List.of(), kept(execution));
        } else if (!throughout) {
            draft.boots = draft.boots.heard();
        }
        if (throughout && !confirmedByBoot && ended.outcome() == StepStatus.SUCCESS) {
            draft.boots = draft.boots.expecting();
        }
    }

    private static boolean byAgent(MachineBoots boots, ExecutionEvent.AttemptEnded ended) {
        boolean reported = ended.outcome() == StepStatus.SUCCESS || ended.outcome() == StepStatus.FAILED;
        return reported && ended.cause().isEmpty() && !boots.ended(ended.step(), ended.attempt());
    }

    private static BootExpectation expected(Execution execution, StepId id) {
        return execution.step(id).map(step -> step.behaviour().expectedBoots()).orElse(BootExpectation.NONE);
    }

    private static List<StepId> underWay(Execution execution) {
        return execution.tasks().stream().map(Task::step).toList();
    }

    private static int kept(Execution execution) {
        return execution.workflow().graph().limit().kept();
    }
}
