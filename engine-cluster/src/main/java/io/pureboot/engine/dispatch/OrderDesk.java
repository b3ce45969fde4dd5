package io.pureboot.engine.dispatch;

import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.step.AgentOrder;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.TemplateRenderer;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.engine.workflow.failure.FailureClass;
import io.pureboot.protocol.CurrentStep;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** What an agent is to do now. Asking changes nothing but that the machine has shown itself. */
public final class OrderDesk {
    private final Executions executions;
    private final StepTexts texts;
    private final MachinePace pace;
    private final Clock clock;

    public OrderDesk(Executions executions, StepTexts texts, MachinePace pace, Clock clock) {
        this.executions = executions;
        this.texts = texts;
        this.pace = pace;
        this.clock = clock;
    }

    /** What came of asking. */
    public sealed interface Asked {
        record Ordered(CurrentStep step) implements Asked {}

        record UnknownExecution() implements Asked {}

        /** The token's generation is not good any more. */
        record WrongToken(Refusal refusal) implements Asked {}
    }

    /**
     * The agent's orders.
     *
     * @param tokenGeneration of the callback token that it bears
     * @param serverUrl under which the machine reaches its edge
     * @param bootId the boot that the agent runs in: evidence that a machine has come, or come again
     */
    public CompletionStage<Asked> current(
            ExecutionId id, int tokenGeneration, Optional<String> serverUrl, Optional<String> bootId) {
        return executions.get(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(new Asked.UnknownExecution());
            }
            Execution execution = found.get();
            if (!execution.machineBoots().accepts(tokenGeneration)) {
                return CompletableFuture.completedStage(
                        new Asked.WrongToken(WorkflowMachine.wrongTokenRefusal(tokenGeneration)));
            }
            return witnessed(execution, bootId)
                    .thenCompose(now -> order(now, serverUrl.orElse(pace.publicUrl())))
                    .thenApply(Asked.Ordered::new);
        });
    }

    /** Tells the execution of the machine, when it waits for a sign of it or knows it in another boot. */
    private CompletionStage<Execution> witnessed(Execution execution, Optional<String> bootId) {
        boolean anotherBoot =
                bootId.filter(execution.machineBoots()::worthTelling).isPresent();
        boolean awaited =
                CurrentWork.of(execution) instanceof CurrentWork.RunningStep(GraphStep step, Task.Running task)
                        && (task.contactDeadline().isPresent() || (task.announced() && bootId.isPresent()));
        return awaited || anotherBoot
                ? executions
                        .ask(execution.id(), new ExecutionCommand.BootSeen(bootId))
                        .thenApply(answer -> stateAfter(answer, execution))
                : CompletableFuture.completedStage(execution);
    }

    private static Execution stateAfter(ExecutionAnswer answer, Execution before) {
        return switch (answer) {
            case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> execution;
            case ExecutionAnswer.Refused refused -> refused.execution().orElse(before);
        };
    }

    private CompletionStage<CurrentStep> order(Execution execution, String serverUrl) {
        return switch (CurrentWork.of(execution)) {
            case CurrentWork.Ended ended ->
                CompletableFuture.completedStage(
                        new Order(execution, pace, execution.status().terminal() ? Directive.DONE : Directive.WAIT)
                                .answer());
            case CurrentWork.Cancelling(GraphStep step, Task.Running task) ->
                CompletableFuture.completedStage(new Order(execution, pace, Directive.CANCEL)
                        .of(step, task)
                        .answer());
            case CurrentWork.AwaitingRetry(GraphStep step, Task.AwaitingRetry task) ->
                CompletableFuture.completedStage(new Order(execution, pace, Directive.WAIT)
                        .until(until(execution, task.due()))
                        .answer());
            case CurrentWork.RunningStep(GraphStep step, Task.Running task) ->
                running(execution, step, task, serverUrl);
        };
    }

    private CompletionStage<CurrentStep> running(
            Execution execution, GraphStep step, Task.Running task, String serverUrl) {
        if (task.announced() || execution.machineBoots().held().isPresent()) {
            return CompletableFuture.completedStage(
                    new Order(execution, pace, Directive.WAIT).of(step, task).answer());
        }
        return switch (StepTypes.agentOrder(step)) {
            case AgentOrder.ReportUp() -> simply(execution, step, task, Directive.REPORT);
            case AgentOrder.LeaveForDisk() -> simply(execution, step, task, Directive.DISK);
            case AgentOrder.AskAgain() ->
                CompletableFuture.completedStage(new Order(execution, pace, Directive.WAIT)
                        .of(step, task)
                        .until(until(execution, task.deadline()))
                        .answer());
            case AgentOrder.Reboot(Seconds delay) ->
                CompletableFuture.completedStage(new Order(execution, pace, Directive.REBOOT)
                        .of(step, task)
                        .delay(delay)
                        .answer());
            case AgentOrder.Run run -> run(execution, step, task, run, serverUrl);
        };
    }

    private CompletionStage<CurrentStep> simply(
            Execution execution, GraphStep step, Task.Running task, Directive directive) {
        return CompletableFuture.completedStage(
                new Order(execution, pace, directive).of(step, task).answer());
    }

    private CompletionStage<CurrentStep> run(
            Execution execution, GraphStep step, Task.Running task, AgentOrder.Run run, String serverUrl) {
        Order order = new Order(execution, pace, Directive.RUN).of(step, task).interpreter(run.interpreter());
        if (run.scriptUrl().isEmpty()
                && run.script().filter(TemplateRenderer::isPlain).isPresent()) {
            return CompletableFuture.completedStage(
                    order.script(run.script().get()).answer());
        }
        List<String> inline =
                Stream.concat(run.scriptUrl().stream(), run.script().stream()).toList();
        return texts.press(execution, Optional.of(step), serverUrl, inline).thenCompose(press -> {
            TextPress.Printed printed = run.scriptUrl()
                    .map(press::text)
                    .or(() -> run.script().map(press::text))
                    .or(() -> run.templateRef().map(press::template))
                    .orElseGet(() -> new TextPress.Printed.Failed("the step has no script"));
            return switch (printed) {
                case TextPress.Printed.Text(String text) ->
                    CompletableFuture.completedStage(
                            (run.scriptUrl().isPresent() ? order.scriptUrl(text) : order.script(text)).answer());
                case TextPress.Printed.Failed(String message) -> unrendered(execution, step, task, message);
            };
        });
    }

    /** No agent can run a script that cannot be rendered: the attempt fails here, so that the step's policy decides what follows. */
    private CompletionStage<CurrentStep> unrendered(
            Execution execution, GraphStep step, Task.Running task, String message) {
        return executions
                .ask(execution.id(), new ExecutionCommand.Report(step.id(), failure(task.attempt(), message)))
                .thenApply(answer -> new Order(stateAfter(answer, execution), pace, Directive.WAIT).answer());
    }

    private static StepReport failure(int attempt, String message) {
        return new StepReport(
                ReportStatus.FAILED,
                Optional.of("the script cannot be rendered: " + message),
                Optional.empty(),
                Optional.empty(),
                Optional.of(attempt),
                Optional.of(FailureClass.UNRENDERED_EVENT + attempt),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false));
    }

    /** The usual pause, or less when something falls due before, 1 s or more; in a pause of the execution nothing does. */
    private Seconds until(Execution execution, Instant due) {
        if (execution.pause().isPresent()) {
            return pace.askAgain();
        }
        long left = Duration.between(clock.instant(), due).toSeconds() + 1;
        return new Seconds(Math.clamp(left, 1, pace.askAgain().value()));
    }

    /** One answer in the making. */
    private record Order(
            Execution execution,
            MachinePace pace,
            Directive directive,
            Optional<GraphStep> step,
            Optional<Task.Running> task,
            Optional<String> interpreter,
            Optional<String> script,
            Optional<String> scriptUrl,
            Optional<Seconds> delay,
            Seconds retry) {

        Order(Execution execution, MachinePace pace, Directive directive) {
            this(
                    execution,
                    pace,
                    directive,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    pace.askAgain());
        }

        Order of(GraphStep current, Task.Running running) {
            return new Order(
                    execution,
                    pace,
                    directive,
                    Optional.of(current),
                    Optional.of(running),
                    interpreter,
                    script,
                    scriptUrl,
                    delay,
                    retry);
        }

        Order interpreter(Optional<String> program) {
            return new Order(execution, pace, directive, step, task, program, script, scriptUrl, delay, retry);
        }

        Order script(String text) {
            return new Order(
                    execution, pace, directive, step, task, interpreter, Optional.of(text), scriptUrl, delay, retry);
        }

        Order scriptUrl(String url) {
            return new Order(
                    execution, pace, directive, step, task, interpreter, script, Optional.of(url), delay, retry);
        }

        Order delay(Seconds pause) {
            return new Order(
                    execution, pace, directive, step, task, interpreter, script, scriptUrl, Optional.of(pause), retry);
        }

        Order until(Seconds pause) {
            return new Order(execution, pace, directive, step, task, interpreter, script, scriptUrl, delay, pause);
        }

        CurrentStep answer() {
            Optional<StepId> id = step.map(GraphStep::id);
            return new CurrentStep(
                    execution.id(),
                    execution.status(),
                    directive,
                    id,
                    step.map(GraphStep::name),
                    step.map(GraphStep::type),
                    task.map(Task.Running::attempt),
                    task.map(Task.Running::deadline),
                    step.map(GraphStep::timeout),
                    interpreter,
                    script,
                    scriptUrl,
                    delay,
                    pace.heartbeat(),
                    retry);
        }
    }
}
