package io.pureboot.engine.workflow;

import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an execution knows of its machine's boots (promise P-16). Boots become known in two ways: the machine asks for what it boots,
 * which names no boot, and its agent says in which boot it runs. Both may tell of the same boot.
 *
 * @param bootIds the boots in which its agents were heard, the newest last, the last {@link #BOOTS_KEPT}: a report that was on its
 *     way for long names an old one
 * @param awaited the next boot is to be expected
 * @param unnamed the machine has asked for what it boots, and no agent of that boot was heard yet
 * @param counted how often it has booted in the steps under way
 * @param unexpected the reboots that nobody had asked for, the newest {@link #UNEXPECTED_KEPT}
 * @param held the step that is not served any more because the machine boots again and again
 * @param tokenGeneration of the callback tokens that are given out now
 * @param lastRequest the id of the newest boot request, so that its repetition counts nothing
 */
public record MachineBoots(
        List<String> bootIds,
        boolean awaited,
        boolean unnamed,
        List<StepBoots> counted,
        List<UnexpectedReboot> unexpected,
        Optional<Hold> held,
        int tokenGeneration,
        Optional<String> lastRequest) {
    static final int BOOTS_KEPT = 8;
    static final int UNEXPECTED_KEPT = 20;

    /** Nothing was heard of the machine yet: it is to come. */
    public static final MachineBoots NONE =
            new MachineBoots(List.of(), true, false, List.of(), List.of(), Optional.empty(), 0, Optional.empty());

    public MachineBoots {
        bootIds = List.copyOf(bootIds);
        counted = List.copyOf(counted);
        unexpected = List.copyOf(unexpected);
    }

    /** @param at the moments of the newest boots, oldest first */
    public record StepBoots(StepId step, List<Instant> at) {
        public StepBoots {
            at = List.copyOf(at);
        }
    }

    /**
     * The machine rebooted in the middle of an attempt.
     *
     * @param from the boot it was in, when its agent had named it
     * @param to the boot it is in now, when its agent has named it
     * @param policy what was done about it
     */
    public record UnexpectedReboot(
            Instant at, StepId step, int attempt, Optional<String> from, Optional<String> to, RebootPolicy policy) {}

    /** @param boots how often it had booted since {@code since} */
    public record Hold(Instant at, StepId step, int boots, Instant since) {}

    /** The boot in which the machine was last known to be. */
    public Optional<String> bootId() {
        return bootIds.isEmpty() ? Optional.empty() : Optional.of(bootIds.getLast());
    }

    /** Whether this boot was never heard of. */
    public boolean isNews(String id) {
        return !bootIds.contains(id);
    }

    /**
     * Whether the execution must be told that an agent of this boot has asked for its step. The very first boot of a machine that did
     * not boot over the network is not worth an event: the first report carries it.
     */
    public boolean worthTelling(String id) {
        return isNews(id) && (unnamed || !bootIds.isEmpty());
    }

    /** The moments at which the machine has booted while that step was under way, oldest first. */
    public List<Instant> boots(StepId step) {
        return counted.stream()
                .filter(count -> count.step().equals(step))
                .findFirst()
                .map(StepBoots::at)
                .orElse(List.of());
    }

    /** Whether tokens of that generation are good: the current one, and the one before, under which reports may still be on their way. */
    public boolean accepts(int generation) {
        return generation >= 0 && (generation == tokenGeneration || generation == tokenGeneration - 1);
    }

    /** Whether a boot request that comes now surprises; the first one in an attempt that knows of no agent does not. */
    boolean surprisedByRequest() {
        return !awaited;
    }

    /** Whether an agent of this boot surprises: the machine was known to be up in another one. */
    boolean surprisedBy(String id) {
        return isNews(id) && !awaited && !unnamed && !bootIds.isEmpty();
    }

    /** Whether an unexpected reboot has ended that attempt. */
    public boolean ended(StepId step, int attempt) {
        return unexpected.stream()
                .anyMatch(reboot -> reboot.policy() != RebootPolicy.RESUME
                        && reboot.step().equals(step)
                        && reboot.attempt() == attempt);
    }

    // --- what events make of it

    MachineBoots requested(ExecutionEvent.BootRequested event, List<StepId> steps, int kept) {
        return new MachineBoots(
                bootIds,
                false,
                true,
                counting(event.at(), steps, kept),
                unexpected,
                held,
                event.tokenGeneration(),
                Optional.of(event.requestId()));
    }

    /** An agent of that boot was heard. */
    MachineBoots heard(String id, Instant at, List<StepId> steps, int kept) {
        if (!isNews(id)) {
            boolean isThere = Optional.of(id).equals(bootId()) && !unnamed;
            return isThere ? expecting(false, unnamed) : this;
        }
        List<String> ids = newest(bootIds, id, BOOTS_KEPT);
        List<StepBoots> counts = unnamed || bootIds.isEmpty() ? counted : counting(at, steps, kept);
        return new MachineBoots(ids, false, false, counts, unexpected, held, tokenGeneration, lastRequest);
    }

    /** An agent was heard that names no boot. */
    MachineBoots heard() {
        return expecting(false, false);
    }

    /** The next boot will surprise nobody. */
    MachineBoots expecting() {
        return expecting(true, unnamed);
    }

    MachineBoots surprised(UnexpectedReboot reboot) {
        return new MachineBoots(
                bootIds,
                awaited,
                unnamed,
                counted,
                newest(unexpected, reboot, UNEXPECTED_KEPT),
                held,
                tokenGeneration,
                lastRequest);
    }

    MachineBoots holding(Hold hold) {
        return counting(counted, Optional.of(hold));
    }

    /** That step is over: its boots do not matter any more. */
    MachineBoots without(StepId step) {
        return counting(
                counted.stream().filter(count -> !count.step().equals(step)).toList(),
                held.filter(hold -> !hold.step().equals(step)));
    }

    /** What runs now begins anew. */
    MachineBoots released() {
        return counting(List.of(), Optional.empty());
    }

    private MachineBoots expecting(boolean next, boolean nameless) {
        return new MachineBoots(bootIds, next, nameless, counted, unexpected, held, tokenGeneration, lastRequest);
    }

    private MachineBoots counting(List<StepBoots> counts, Optional<Hold> hold) {
        return new MachineBoots(bootIds, awaited, unnamed, counts, unexpected, hold, tokenGeneration, lastRequest);
    }

    private List<StepBoots> counting(Instant at, List<StepId> steps, int kept) {
        Stream<StepBoots> others = counted.stream().filter(count -> !steps.contains(count.step()));
        Stream<StepBoots> these = steps.stream().map(step -> new StepBoots(step, newest(boots(step), at, kept)));
        return Stream.concat(others, these).toList();
    }

    private static <T> List<T> newest(List<T> list, T added, int kept) {
        List<T> all = new ArrayList<>(list);
        all.add(added);
        return List.copyOf(all.subList(Math.max(0, all.size() - kept), all.size()));
    }
}
