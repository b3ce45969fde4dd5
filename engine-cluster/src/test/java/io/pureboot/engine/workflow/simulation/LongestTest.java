package io.pureboot.engine.workflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The longest possible duration: exact where it can be reached, and never exceeded. */
class LongestTest {
    private static final int RUNS = 3_000;

    @Test
    void ofDocument000sFlow() {
        Longest longest = Longest.of(Rehearsal.graph(Rehearsal.UBUNTU));
        assertThat(longest.legs().stream()
                        .map(leg -> leg.step() + " " + leg.phase().wire() + " " + leg.attempts() + " x "
                                + leg.each().toSeconds() + " + " + leg.delays().toSeconds() + " = "
                                + leg.length().toSeconds() + ", first "
                                + leg.first().wire() + " after "
                                + leg.firstAfter().toSeconds()))
                .containsExactly(
                        "boot forward 2 x 900 + 30 = 1830, first first_contact after 600",
                        "install forward 3 x 3600 + 90 = 10890, first heartbeat_timeout after 120",
                        "settle forward 1 x 20 + 0 = 20, first wait after 20",
                        "reboot forward 1 x 600 + 0 = 600, first attempt_timeout after 600",
                        "configure forward 1 x 1800 + 0 = 1800, first attempt_timeout after 1800",
                        "undo rollback 1 x 300 + 0 = 300, first attempt_timeout after 300");
        assertThat(longest.sum().toSeconds()).isEqualTo(15440);
        assertThat(longest.cutByTimeout()).isTrue();
        assertThat(longest.total().toSeconds()).isEqualTo(14400);
        assertThat(longest.withCancel().toSeconds()).isEqualTo(14400 + 30 + 300);
        assertThat(longest.unbounded())
                .hasSize(3)
                .anyMatch(why -> why.contains("boots more than 5 times within 30 minutes"));
    }

    @Test
    void withoutABootLoopThatHoldsThereIsOneReasonLess() {
        Longest longest = Longest.of(
                Rehearsal.graph("name: n\nos_family: linux\nboot_loop: {boots: 0, minutes: 1}\nsteps: []\n"));
        assertThat(longest.unbounded()).hasSize(2);
        assertThat(longest.total()).isZero();
        assertThat(longest.withCancel()).isZero();
    }

    /** The worst that can be said of each attempt, told to the machine, takes exactly as long as was computed. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
    void isReachedByTheWorstScript(long seed) {
        for (int i = 0; i < 100; i++) {
            Random random = new Random(seed * 1000 + i);
            String yaml = workflow(random, false);
            CompiledGraph graph = Rehearsal.graph(yaml);
            Longest longest = Longest.of(graph);
            Simulated run = Simulation.run(graph, worst(graph, longest), () -> true);
            assertThat(run.ended()).as("%s\n%s", run.stopped(), yaml).isTrue();
            assertThat(run.duration()).as("seed %d/%d %s", seed, i, yaml).isEqualTo(longest.total());
        }
    }

    /** Whatever is scripted, by machines and operators: never longer, but for the time that it stood paused. */
    @Test
    void isNeverExceeded() {
        Map<ExecutionStatus, Integer> ends = new TreeMap<>();
        int cancels = 0;
        int pauses = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            String yaml = workflow(random, true);
            CompiledGraph graph = Rehearsal.graph(yaml);
            String script = script(graph, random);
            Simulated run = Simulation.run(graph, Rehearsal.outcomes(graph, script), random.nextDouble(), () -> true);
            if (!run.ended()) {
                assertThat(run.status()).as("seed %d: %s", seed, run.stopped()).isEqualTo(ExecutionStatus.PAUSED);
                continue;
            }
            ends.merge(run.status(), 1, Integer::sum);
            Duration paused = paused(run);
            boolean cancelled = run.status() == ExecutionStatus.CANCELLED;
            cancels += cancelled ? 1 : 0;
            pauses += paused.isZero() ? 0 : 1;
            Duration most =
                    (cancelled ? run.longest().withCancel() : run.longest().total()).plus(paused);
            assertThat(run.duration())
                    .as("seed %d, outcomes %s\n%s\n%s", seed, script, yaml, String.join("\n", Rehearsal.lines(run)))
                    .isLessThanOrEqualTo(most);
        }
        assertThat(ends.keySet())
                .as("%s", ends)
                .containsExactlyInAnyOrder(
                        ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED);
        assertThat(ends.values().stream().mapToInt(Integer::intValue).sum())
                .as("%s", ends)
                .isGreaterThan(1_000);
        assertThat(cancels).isGreaterThan(100);
        assertThat(pauses).isGreaterThan(100);
    }

    private static Duration paused(Simulated run) {
        Duration sum = Duration.ZERO;
        Optional<Duration> since = Optional.empty();
        for (Simulated.Happening each : run.timeline()) {
            if (each.event().equals("execution-paused")) {
                since = Optional.of(each.at());
            } else if (List.of("execution-resumed", "cancel-requested", "execution-ended")
                    .contains(each.event())) {
                sum = sum.plus(since.map(each.at()::minus).orElse(Duration.ZERO));
                since = Optional.empty();
            }
        }
        return sum;
    }

    /** Every attempt runs to its deadline: fails at it while it may be tried again, and on the longest way also before a roll-back. */
    private static Outcomes worst(CompiledGraph graph, Longest longest) {
        boolean rollsBack = !longest.legs().isEmpty()
                && longest.legs().getLast().phase().wire().equals("rollback");
        Map<io.pureboot.protocol.StepId, List<Outcome>> steps = new java.util.HashMap<>();
        for (int i = 0; i < longest.legs().size(); i++) {
            Longest.Leg leg = longest.legs().get(i);
            GraphStep step = graph.step(leg.step()).orElseThrow();
            if (leg.first() == DeadlineCause.WAIT) {
                continue;
            }
            Outcome hang =
                    new Outcome(Optional.of(Outcome.Ending.HANG), Optional.empty(), Optional.empty(), true, List.of());
            Outcome atTheLastMoment = new Outcome(
                    Optional.of(Outcome.Ending.OK),
                    Optional.of(step.timeout().toDuration()),
                    Optional.empty(),
                    true,
                    List.of());
            boolean undone = rollsBack && i == longest.legs().size() - 2;
            List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(leg.attempts() - 1, hang));
            outcomes.add(undone ? hang : atTheLastMoment);
            steps.put(leg.step(), outcomes);
        }
        return new Outcomes(steps, Map.of(), List.of(), List.of());
    }

    /** @param surprises with policies for unexpected reboots, whose worst moment no script can name beforehand */
    private static String workflow(Random random, boolean surprises) {
        StringBuilder yaml = new StringBuilder("name: n\nos_family: linux\n");
        if (random.nextInt(3) == 0) {
            yaml.append("timeout_seconds: ").append(100 + random.nextInt(4000)).append('\n');
        }
        yaml.append("cancel_grace_seconds: ").append(random.nextInt(3) * 20).append('\n');
        boolean cleans = random.nextBoolean();
        boolean undoes = random.nextBoolean();
        yaml.append(cleans ? "on_cancel: [wipe]\n" : "").append("steps:\n");
        int steps = 1 + random.nextInt(5);
        for (int i = 0; i < steps; i++) {
            yaml.append(step("s" + i, random, undoes && random.nextInt(3) == 0, surprises));
        }
        // Named by nobody it would be one more step of the sequence.
        yaml.append(yaml.indexOf("rollback_step_id") >= 0 ? step("undo", random, false, surprises) : "");
        yaml.append(cleans ? step("wipe", random, false, surprises) : "");
        return yaml.toString();
    }

    private static String step(String name, Random random, boolean undone, boolean surprises) {
        String config = List.of(
                        "type: boot, config: {boot_timeout_seconds: %d}".formatted(5 + random.nextInt(400)),
                        "type: boot",
                        "type: script, config: {script: x}",
                        "type: script, config: {script: x}",
                        "type: wait, config: {duration_seconds: %d}".formatted(1 + random.nextInt(200)),
                        "type: reboot, config: {confirm: boot}",
                        "type: reboot",
                        "type: cloud_init")
                .get(random.nextInt(8));
        String policy = undone
                ? "rollback, rollback_step_id: undo"
                : List.of("fail", "retry", "retry", "skip").get(random.nextInt(4));
        String reboot = surprises && random.nextInt(3) == 0
                ? ", on_unexpected_reboot: "
                        + List.of("resume", "fail", "retry").get(random.nextInt(3))
                : "";
        String limit = random.nextInt(3) == 0 ? ", max_delay_seconds: 40" : "";
        return String.format(
                Locale.ROOT,
                "  - {name: %s, %s, timeout_seconds: %d, on_failure: %s, max_retries: %d, retry_delay_seconds: %d, backoff: %s,"
                        + " jitter: %s, heartbeat_timeout_seconds: %d, late_success: %s%s%s}%n",
                name,
                config,
                10 + random.nextInt(500),
                policy,
                1 + random.nextInt(4),
                random.nextInt(60),
                List.of("constant", "linear", "exponential").get(random.nextInt(3)),
                random.nextBoolean() ? "0.0" : "0.7",
                random.nextInt(2) * 60,
                random.nextBoolean() ? "accept" : "refuse",
                limit,
                reboot);
    }

    private static String script(CompiledGraph graph, Random random) {
        List<String> entries = new ArrayList<>();
        for (GraphStep step : graph.steps()) {
            boolean waits = step.type().equals("wait");
            List<String> outcomes = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                outcomes.add(waits ? "reboot@" + random.nextInt(150) : outcome(step, random));
            }
            if (random.nextInt(4) > 0) {
                entries.add(step.id() + "=" + String.join(",", outcomes));
            }
        }
        if (random.nextInt(4) == 0) {
            entries.add((random.nextInt(4) == 0 ? "force-cancel@" : "cancel@") + random.nextInt(1500));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(1500);
            entries.add("pause@" + at);
            entries.add("resume@" + (at + random.nextInt(500)));
        }
        return String.join(";", entries);
    }

    private static String outcome(GraphStep step, Random random) {
        String reboot = random.nextInt(4) == 0 ? "reboot@" + random.nextInt(300) + "+" : "";
        int after = random.nextInt(700);
        return reboot
                + switch (random.nextInt(9)) {
                    case 0 -> "fail:2@" + after;
                    case 1 -> "fatal@" + after;
                    case 2 -> "silent@" + random.nextInt(100);
                    case 3 -> "hang";
                    case 4 -> "no-boot";
                    case 5 -> step.type().equals("cloud_init") ? "no-phone-home" : "fail@" + after;
                    default -> "ok@" + after;
                };
    }
}
