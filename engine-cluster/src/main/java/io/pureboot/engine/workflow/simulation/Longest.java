package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.BootLoop;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Phase;
import io.pureboot.engine.workflow.RebootPolicy;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long one run may take at most, while no operator touches it: every attempt goes to its deadline, every step is tried as often as
 * it may be, every delay is the longest that backoff and jitter allow; of all ways through the graph the longest, roll-back included.
 *
 * @param total never longer than the execution's own timeout
 * @param cutByTimeout whether the execution's timeout is what limits it
 * @param sum what the legs add up to
 * @param legs the longest way, step by step
 * @param withCancel the same for a run that is cancelled at its last moment
 * @param unbounded what may make it longer without any limit, in words
 */
public record Longest(
        Duration total,
        boolean cutByTimeout,
        Duration sum,
        List<Leg> legs,
        Duration withCancel,
        List<String> unbounded) {
    public Longest {
        legs = List.copyOf(legs);
        unbounded = List.copyOf(unbounded);
    }

    /**
     * A step on the longest way.
     *
     * @param attempts how often it is tried
     * @param each how long one attempt may take
     * @param delays the sum of the delays between them
     * @param length of all that
     * @param first the deadline that fires first when nothing at all is heard in an attempt
     * @param firstAfter when, from the attempt's begin
     */
    public record Leg(
            StepId step,
            Phase phase,
            int attempts,
            Duration each,
            Duration delays,
            Duration length,
            DeadlineCause first,
            Duration firstAfter) {}

    /** A way through the graph so far. */
    private record Way(Duration length, List<Leg> legs) {
        static final Way NONE = new Way(Duration.ZERO, List.of());

        Way with(Leg leg) {
            List<Leg> longer = new ArrayList<>(legs);
            longer.add(leg);
            return new Way(length.plus(leg.length()), longer);
        }

        Way or(Way other) {
            return other.length.compareTo(length) > 0 ? other : this;
        }
    }

    /** Of that graph. */
    public static Longest of(CompiledGraph graph) {
        Way longest = Way.NONE;
        for (Map.Entry<GraphStep, Way> step : ways(graph).entrySet()) {
            Way end = step.getValue();
            Optional<GraphStep> undo = step.getKey().onFailure() == FailurePolicy.ROLLBACK && mayFail(step.getKey())
                    ? step.getKey().rollbackStep().flatMap(graph::step)
                    : Optional.empty();
            longest = longest.or(end)
                    .or(undo.map(each -> end.with(leg(each, Phase.ROLLBACK))).orElse(end));
        }
        Optional<Duration> limit = graph.timeout().map(Seconds::toDuration);
        Duration sum = longest.length();
        boolean cut = limit.filter(most -> most.compareTo(sum) < 0).isPresent();
        Duration total = cut ? limit.orElse(sum) : sum;
        return new Longest(total, cut, sum, longest.legs(), total.plus(cancelling(graph)), unbounded(graph));
    }

    private static Duration cancelling(CompiledGraph graph) {
        Duration cleaning =
                graph.entries().isEmpty() ? Duration.ZERO : graph.cancelGrace().toDuration();
        for (StepId id : graph.onCancel()) {
            cleaning = cleaning.plus(
                    graph.step(id).map(step -> leg(step, Phase.CANCEL).length()).orElse(Duration.ZERO));
        }
        return graph.entries().isEmpty() ? Duration.ZERO : cleaning;
    }

    /** The longest way to the end of each forward step: a step starts when the last of its predecessors is over. */
    private static Map<GraphStep, Way> ways(CompiledGraph graph) {
        Map<StepId, GraphStep> steps = new LinkedHashMap<>();
        graph.forward().forEach(id -> graph.step(id).ifPresent(step -> steps.put(id, step)));
        Map<StepId, Integer> open = new HashMap<>();
        steps.values().forEach(step -> step.onSuccess().forEach(next -> open.merge(next, 1, Integer::sum)));
        Map<StepId, Way> before = new HashMap<>();
        Map<GraphStep, Way> ways = new LinkedHashMap<>();
        List<GraphStep> ready = new ArrayList<>(steps.values().stream()
                .filter(step -> !open.containsKey(step.id()))
                .toList());
        while (!ready.isEmpty()) {
            GraphStep step = ready.removeFirst();
            Way way = before.getOrDefault(step.id(), Way.NONE).with(leg(step, Phase.FORWARD));
            ways.put(step, way);
            for (StepId next : step.onSuccess()) {
                before.merge(next, way, Way::or);
                int left = open.merge(next, -1, Integer::sum);
                Optional.ofNullable(steps.get(next)).filter(each -> left == 0).ifPresent(ready::add);
            }
        }
        return ways;
    }

    private static Leg leg(GraphStep step, Phase phase) {
        boolean byClock = step.behaviour().completion() == Completion.TIMER;
        Duration timeout = step.timeout().toDuration();
        Duration each =
                byClock ? step.behaviour().duration().map(Seconds::toDuration).orElse(timeout) : timeout;
        int attempts = triedAgain(step, byClock) ? step.retry().maxAttempts() : 1;
        Duration delays = Duration.ZERO;
        for (int failures = 1; failures < attempts; failures++) {
            delays = delays.plus(step.retry().longestDelay(failures));
        }
        Duration length = each.multipliedBy(attempts).plus(delays);
        DeadlineCause cause = byClock ? DeadlineCause.WAIT : DeadlineCause.ATTEMPT_TIMEOUT;
        Optional<Duration> contact =
                step.behaviour().firstContact().map(Seconds::toDuration).filter(at -> at.compareTo(each) <= 0);
        Optional<Duration> silence = Optional.of(step.heartbeatTimeout())
                .filter(limit -> !limit.isZero() && !byClock && step.behaviour().completion() == Completion.REPORT)
                .map(Seconds::toDuration)
                .filter(at -> at.compareTo(each) <= 0
                        && step.behaviour().firstContact().isEmpty());
        DeadlineCause first = contact.map(at -> DeadlineCause.FIRST_CONTACT)
                .or(() -> silence.map(at -> DeadlineCause.HEARTBEAT_TIMEOUT))
                .orElse(cause);
        return new Leg(
                step.id(),
                phase,
                attempts,
                each,
                delays,
                length,
                first,
                contact.or(() -> silence).orElse(each));
    }

    /** A wait fails only when an unexpected reboot is to end it. */
    private static boolean mayFail(GraphStep step) {
        return step.behaviour().completion() != Completion.TIMER
                || step.onUnexpectedReboot().orElse(RebootPolicy.RESUME) != RebootPolicy.RESUME;
    }

    /** A wait ends well by itself: only an unexpected reboot makes it begin anew. */
    private static boolean triedAgain(GraphStep step, boolean byClock) {
        RebootPolicy policy = step.onUnexpectedReboot().orElse(RebootPolicy.RESUME);
        boolean maySurprise = step.behaviour().expectedBoots() != BootExpectation.THROUGHOUT;
        boolean byPolicy = maySurprise && policy == RebootPolicy.RETRY;
        boolean failure = step.onFailure() == FailurePolicy.RETRY && (!byClock || policy == RebootPolicy.FAIL);
        return byPolicy || failure;
    }

    private static List<String> unbounded(CompiledGraph graph) {
        List<String> reasons = new ArrayList<>();
        reasons.add("a pause by an operator stops the clocks until somebody resumes it");
        BootLoop loop = graph.bootLoop().orElse(BootLoop.USUAL);
        if (loop.boots() > 0) {
            reasons.add(
                    "a machine that boots more than " + loop.boots() + " times within " + loop.minutes()
                            + " minutes in one step is held (paused) until somebody resumes it; boot_loop {boots: 0} turns that off");
        }
        reasons.add("a retry by an operator after the end begins a new run, with a new limit");
        return reasons;
    }
}
