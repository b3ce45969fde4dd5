package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of commands in an order that nobody thought of; {@link Story} proves the invariants after each. */
class RandomWalkTest {
    private static final int COMMANDS = 80;
    private static final int WALKS = 25;
    private static final List<String> STEPS =
            List.of("boot", "install", "pause", "reboot", "system", "undo", "wipe", "park", "nowhere");
    private static final String EVERYTHING = """
            timeout_seconds: 400
            cancel_grace_seconds: 15
            on_cancel: [wipe, park]
            steps:
              - {name: boot, type: boot, config: {boot_timeout_seconds: 40}, timeout_seconds: 60, on_failure: retry, max_retries: 2,
                 retry_delay_seconds: 5, jitter: 0.5, heartbeat_timeout_seconds: 10, next_state: installing}
              - {name: install, type: script, config: {script: x}, timeout_seconds: 50, on_failure: retry, max_retries: 3,
                 backoff: exponential, retry_delay_seconds: 4, late_success: accept, heartbeat_timeout_seconds: 10}
              - {name: pause, type: wait, config: {duration_seconds: 7}}
              - {name: reboot, type: reboot, config: {confirm: boot}, timeout_seconds: 30, on_failure: skip}
              - {name: system, type: cloud_init, timeout_seconds: 50, on_failure: rollback, rollback_step_id: undo, next_state: active}
              - {name: undo, type: script, config: {script: x}, timeout_seconds: 20, on_failure: retry, max_retries: 2}
              - {name: wipe, type: script, config: {script: x}, timeout_seconds: 20, on_failure: retry, max_retries: 2, retry_delay_seconds: 1}
              - {name: park, type: wait, config: {duration_seconds: 3}, next_state: pending}
            """;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noOrderOfCommandsBreaksAnInvariant(long seed) {
        Random random = new Random(seed);
        for (int walk = 0; walk < WALKS; walk++) {
            Story story = random.nextInt(4) == 0 ? Story.of(GraphTest.diamond()) : Story.of(EVERYTHING);
            story.provedByTeller();
            for (int i = 0; i < COMMANDS; i++) {
                story.chance(random.nextDouble());
                step(story, random);
            }
            story.prove();
        }
    }

    @Test
    void theWalkReachesEveryStatusThatTheMachineKnows() {
        Random random = new Random(4);
        Set<ExecutionStatus> executions = EnumSet.noneOf(ExecutionStatus.class);
        Set<StepStatus> steps = EnumSet.noneOf(StepStatus.class);
        for (int walk = 0; walk < WALKS; walk++) {
            Story story = Story.of(EVERYTHING).provedByTeller();
            for (int i = 0; i < COMMANDS; i++) {
                step(story, random);
                executions.add(story.status());
                STEPS.forEach(step -> story.step(step).ifPresent(steps::add));
            }
        }
        assertThat(executions)
                .as("pending lasts for one event only, paused is of a later version")
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(EnumSet.of(ExecutionStatus.PENDING, ExecutionStatus.PAUSED)));
        assertThat(steps).containsExactlyInAnyOrder(StepStatus.values());
    }

    private static void step(Story story, Random random) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> story.say(current(story, random), word(random, ReportStatus.SUCCESS));
            case 3 -> story.say(current(story, random), word(random, ReportStatus.FAILED));
            case 4 -> story.say(current(story, random), word(random, ReportStatus.PROGRESS));
            case 5 -> story.say(pick(STEPS, random), word(random, pick(List.of(ReportStatus.values()), random)));
            case 6, 7 -> story.after(random.nextInt(12));
            case 8 -> story.after(random.nextInt(70));
            case 9 -> story.silently(random.nextInt(120));
            case 10 -> story.tell(new ExecutionCommand.BootSeen(boot(random)));
            case 11 -> story.tell(new ExecutionCommand.PhoneHome(event(random), JsonNodeFactory.instance.objectNode()));
            case 12 -> story.heartbeatMissed(current(story, random), 1 + random.nextInt(3));
            case 13 -> control(story, random);
            case 14 -> answer(story, random);
            default -> story.start();
        }
    }

    private static void control(Story story, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> story.cancel();
            case 1 -> story.tell(new ExecutionCommand.Cancel("walk", Optional.empty(), random.nextInt(4) == 0));
            case 2 -> story.retryFrom(pick(STEPS, random));
            default -> story.retry();
        }
    }

    private static void answer(Story story, Random random) {
        List<NodeRequest> open = WorkflowMachine.requests(story.raw());
        String id = open.isEmpty() ? "1/nothing" : pick(open, random).requestId();
        story.nodeAnswers(id, random.nextInt(3) > 0);
    }

    private static String current(Story story, Random random) {
        Execution execution = story.execution();
        return execution.tasks().isEmpty()
                ? pick(STEPS, random)
                : pick(execution.tasks(), random).step().value();
    }

    private static Word word(Random random, ReportStatus status) {
        Word word = Word.of(status);
        if (random.nextInt(3) == 0) {
            word = word.of(1 + random.nextInt(3));
        }
        Optional<String> event = event(random);
        if (event.isPresent()) {
            word = word.event(event.get());
        }
        Optional<String> boot = boot(random);
        if (boot.isPresent()) {
            word = word.boot(boot.get());
        }
        return random.nextInt(10) == 0 ? word.pointlessToRetry() : word.exit(random.nextInt(3));
    }

    private static Optional<String> event(Random random) {
        return random.nextBoolean() ? Optional.empty() : Optional.of("event-" + random.nextInt(200));
    }

    private static Optional<String> boot(Random random) {
        return random.nextBoolean() ? Optional.empty() : Optional.of("boot-" + random.nextInt(3));
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
