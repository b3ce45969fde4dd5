package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.engine.workflow.walk.Invariants;
import io.pureboot.engine.workflow.walk.Machine;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One execution told command by command, against a clock that the test moves. After each command it proves what must always hold:
 * the journal replayed gives the live state, state and events survive being written as JSON, and the invariants of
 * {@link Invariants}.
 */
final class Story {
    static final Instant BEGIN = Instant.parse("2026-01-26T08:00:00Z");

    private final List<ExecutionEvent> journal = new ArrayList<>();
    private final CompiledGraph graph;
    private Instant now = BEGIN;
    private double chance;
    private long lease = 7;
    private int bootRequests;
    private ExecutionState state = new ExecutionState.NotStarted();
    private Decision last = new Decision.Accepted(List.of());

    private Story(CompiledGraph graph) {
        this.graph = graph;
    }

    /** The story of a workflow with these YAML steps, not yet started. */
    static Story untold(String yaml) {
        return new Story(GraphCompiler.compile(definition(yaml), StepTypes.all()));
    }

    /** The same, started. */
    static Story of(String yaml) {
        return untold(yaml).start();
    }

    static Story of(CompiledGraph graph) {
        return new Story(graph).start();
    }

    /** A definition from the YAML of its fields but for name and family. */
    static WorkflowDefinition definition(String yaml) {
        Reading reading = PureBootDialect.readYaml("name: story\nos_family: linux\n" + yaml, StepTypes.all());
        return switch (reading) {
            case Reading.Definition read -> read.definition();
            case Reading.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    Story start() {
        return tell(new ExecutionCommand.Start(
                new ExecutionId("e1"), new NodeId("n1"), 7, pinned(), JsonNodeFactory.instance.objectNode(), "tester"));
    }

    PinnedWorkflow pinned() {
        return new PinnedWorkflow(new WorkflowId("w1"), 3, "0".repeat(64), "story", "", graph, List.of());
    }

    Story say(String step, Word word) {
        return tell(new ExecutionCommand.Report(new StepId(step), word.report()));
    }

    Story success(String step) {
        return say(step, Word.success());
    }

    Story failed(String step) {
        return say(step, Word.failed());
    }

    /** Time passes, and the machine is told. */
    Story after(long seconds) {
        now = now.plusSeconds(seconds);
        return tell(new ExecutionCommand.TimePassed());
    }

    /** Time passes, and nobody tells the machine. */
    Story silently(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Story chance(double drawn) {
        chance = drawn;
        return this;
    }

    Story cancel() {
        return tell(new ExecutionCommand.Cancel("operator", Optional.of("wrong machine"), false));
    }

    Story forceCancel() {
        return tell(new ExecutionCommand.Cancel("operator", Optional.empty(), true));
    }

    Story retry() {
        return tell(new ExecutionCommand.Retry("operator", ++lease, Optional.empty(), Optional.empty()));
    }

    Story retryFrom(String step) {
        return tell(new ExecutionCommand.Retry("operator", ++lease, Optional.of(new StepId(step)), Optional.of("why")));
    }

    /** The node asks again, under the number of the run that there is. */
    Story retryUnderTheSameLease() {
        return tell(new ExecutionCommand.Retry("operator", execution().lease(), Optional.empty(), Optional.empty()));
    }

    Story pause() {
        return tell(new ExecutionCommand.Pause("operator", Optional.of("the switch is being replaced")));
    }

    Story resume() {
        return tell(new ExecutionCommand.Resume("operator", Optional.empty()));
    }

    /** Skips what waits. */
    Story skip() {
        return tell(new ExecutionCommand.Skip("operator", Optional.empty(), "done by hand"));
    }

    Story skip(String step) {
        return tell(new ExecutionCommand.Skip("operator", Optional.of(new StepId(step)), "done by hand"));
    }

    Story skipFailed(String step) {
        return tell(new ExecutionCommand.SkipFailed("operator", ++lease, new StepId(step), "done by hand"));
    }

    Story booted() {
        return tell(new ExecutionCommand.BootSeen(Optional.empty()));
    }

    Story booted(String bootId) {
        return tell(new ExecutionCommand.BootSeen(Optional.of(bootId)));
    }

    /** The machine asks for what it boots, and gets a token with it. */
    Story bootRequested() {
        return tell(new ExecutionCommand.BootRequested("request-" + ++bootRequests, false, true));
    }

    /** The same boot asks once more. */
    Story bootRequestedAgain() {
        return tell(new ExecutionCommand.BootRequested("request-" + ++bootRequests, true, true));
    }

    /** The last asking, told once more because its answer was lost. */
    Story lastBootRequestRepeated() {
        return tell(new ExecutionCommand.BootRequested("request-" + bootRequests, false, true));
    }

    Story remark(String part, String text) {
        return tell(new ExecutionCommand.Remark(part, text));
    }

    /** The system whose seed was written for that attempt phones home. */
    Story phoneHomeOf(String step, int attempt) {
        return tell(new ExecutionCommand.PhoneHome(
                Optional.of("the same body"),
                JsonNodeFactory.instance.objectNode(),
                Optional.of(new StepId(step)),
                Optional.of(attempt)));
    }

    /** A machine's word under a callback token of that generation. */
    Story under(int generation, ExecutionCommand word) {
        return tell(new ExecutionCommand.UnderToken(generation, word));
    }

    Story phoneHome(String eventId) {
        return tell(new ExecutionCommand.PhoneHome(
                Optional.of(eventId), JsonNodeFactory.instance.objectNode().put("instance_id", "i-1")));
    }

    Story phoneHome() {
        return tell(new ExecutionCommand.PhoneHome(Optional.empty(), JsonNodeFactory.instance.objectNode()));
    }

    Story heartbeatMissed(String step, int attempt) {
        return tell(new ExecutionCommand.HeartbeatMissed(new StepId(step), attempt));
    }

    Story nodeAnswers(String requestId, boolean applied) {
        return tell(new ExecutionCommand.RequestAnswered(
                requestId, applied, applied ? Optional.empty() : Optional.of("illegal move")));
    }

    Story tell(ExecutionCommand command) {
        ExecutionState before = state;
        last = WorkflowMachine.decide(state, command, new Moment(now, chance));
        for (ExecutionEvent event : newEvents()) {
            state = WorkflowMachine.evolve(state, event);
            journal.add(event);
        }
        assertThat(Invariants.broken(Machine.real(), before, command, last, state))
                .as("invariants broken after %s", command)
                .isEmpty();
        prove();
        return this;
    }

    /** The journal, through JSON, replayed gives the live state; the state survives JSON as well. */
    void prove() {
        ExecutionState replayed = new ExecutionState.NotStarted();
        for (ExecutionEvent event : journal) {
            ExecutionEvent read = (ExecutionEvent) throughJson(event, event.getClass());
            assertThat(read).isEqualTo(event);
            replayed = WorkflowMachine.evolve(replayed, read);
        }
        assertThat(replayed).isEqualTo(state);
        assertThat(throughJson(state, ExecutionState.class)).isEqualTo(state);
    }

    /** The events of the last command. */
    List<ExecutionEvent> newEvents() {
        return switch (last) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Duplicate duplicate -> List.of();
            case Decision.Refused refused -> refused.kept();
        };
    }

    Decision last() {
        return last;
    }

    boolean duplicate() {
        return last instanceof Decision.Duplicate;
    }

    boolean acceptedWithoutEvents() {
        return last instanceof Decision.Accepted accepted && accepted.events().isEmpty();
    }

    Refusal refusal() {
        assertThat(last).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) last).refusal();
    }

    Refusal.Code refusedWith() {
        return refusal().code();
    }

    ExecutionState raw() {
        return state;
    }

    Execution execution() {
        assertThat(state).isInstanceOf(Execution.class);
        return (Execution) state;
    }

    ExecutionStatus status() {
        return execution().status();
    }

    Optional<StepStatus> step(String id) {
        return execution().stepStatus(new StepId(id));
    }

    /** The attempts at a step, such as {@code timed_out, success}. */
    List<String> attempts(String id) {
        return execution().attempts().stream()
                .filter(attempt -> attempt.step().value().equals(id))
                .map(attempt -> attempt.status().wire())
                .toList();
    }

    Attempt attempt(String id, int number) {
        return execution().attempt(new StepId(id), number).orElseThrow();
    }

    /** What runs or waits, such as {@code install#2} or {@code install…} while it waits for its retry. */
    List<String> underWay() {
        return execution().tasks().stream()
                .map(task -> switch (task) {
                    case Task.Running running -> running.step() + "#" + running.attempt();
                    case Task.AwaitingRetry waiting -> waiting.step() + "…";
                })
                .toList();
    }

    /** What ticks, such as {@code attempt_timeout 3600}, in seconds from now. */
    List<String> ticking() {
        return WorkflowMachine.timers(state).stream()
                .map(deadline -> deadline.cause().wire() + " "
                        + java.time.Duration.between(now, deadline.at()).toSeconds())
                .toList();
    }

    /** What the node is asked for, such as {@code 1/install/1 installed} and {@code 1/release failed}. */
    List<String> asked() {
        return WorkflowMachine.requests(state).stream()
                .map(request -> switch (request) {
                    case NodeRequest.MoveTo move ->
                        move.requestId() + " " + move.state().wire();
                    case NodeRequest.Release release ->
                        release.requestId() + " " + release.lease() + " "
                                + release.outcome().wire();
                })
                .toList();
    }

    List<ExecutionEvent> journal() {
        return List.copyOf(journal);
    }

    Instant now() {
        return now;
    }

    private static Object throughJson(Object value, Class<?> declared) {
        try {
            return Json.mapper().readValue(Json.mapper().writeValueAsString(value), declared);
        } catch (JsonProcessingException e) {
            throw new AssertionError("cannot go through JSON: " + value, e);
        }
    }
}
