package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.dispatch.OrderDesk;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.execution.HeartbeatReply;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.LogOf;
import io.pureboot.engine.query.SubTask;
import io.pureboot.engine.query.SubTasks;
import io.pureboot.engine.secret.Mask;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.WorkflowMachine;
import io.pureboot.protocol.CurrentStep;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportAnswer;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.ShellForm;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/callback}: what machines say. Each is answered only when what it changes is persisted (promise P-4). */
final class CallbackRoutes {
    /** Characters; the pure machine keeps still fewer. */
    private static final int LOGS_WITH_THE_REPORT = 4096;

    private final Executions executions;
    private final SubTasks subTasks;
    private final LogChunks logs;
    private final OrderDesk orders;
    private final Secrets secrets;
    private final Clock clock;

    CallbackRoutes(
            Executions executions, SubTasks subTasks, LogChunks logs, OrderDesk orders, Secrets secrets, Clock clock) {
        this.executions = executions;
        this.subTasks = subTasks;
        this.logs = logs;
        this.orders = orders;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What the agent is to do, as JSON or as shell assignments ({@code Accept: text/x-shellscript} or {@code ?format=sh}). */
    CompletionStage<HttpResponse> current(Call call) {
        return ExecutionRoutes.id(call)
                .serve(id -> orders.current(id, call.tokenGeneration(), edgeUrl(call), bootId(call))
                        .thenApply(asked -> switch (asked) {
                            case OrderDesk.Asked.Ordered(CurrentStep step) -> form(call, step);
                            case OrderDesk.Asked.UnknownExecution() -> ExecutionRoutes.unknown(id);
                            case OrderDesk.Asked.WrongToken(Refusal refusal) -> Refusals.of(refusal, Optional.empty());
                        }));
    }

    /** What is too long to be a boot's id tells nothing, as anything that agents say beyond their step. */
    private Optional<String> bootId(Call call) {
        return call.query("boot_id")
                .map(secrets.maskAtHand()::text)
                .filter(id -> !id.isBlank() && id.length() <= CallbackBodies.LONGEST_ID);
    }

    private static ExecutionCommand word(Call call, ExecutionCommand command) {
        return new ExecutionCommand.UnderToken(call.tokenGeneration(), command);
    }

    static Optional<String> edgeUrl(Call call) {
        return call.header(Headers.EDGE_URL)
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .filter(url -> url.matches("https?://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._/-]*)?"));
    }

    private static HttpResponse form(Call call, CurrentStep step) {
        boolean shell = call.query("format").filter("sh"::equals).isPresent()
                || call.header("Accept")
                        .filter(accept -> accept.contains(ShellForm.MEDIA_TYPE))
                        .isPresent();
        return shell ? Answers.text(ShellForm.MEDIA_TYPE, ShellForm.of(step)) : Answers.json(step);
    }

    CompletionStage<HttpResponse> report(Call call) {
        return secrets.mask().thenCompose(mask -> report(call, mask));
    }

    private CompletionStage<HttpResponse> report(Call call, Mask mask) {
        return ExecutionRoutes.id(call)
                .then(id -> call.id("step", StepId::parse)
                        .then(step -> call.object()
                                .then(body -> CallbackBodies.report(body, mask))
                                .map(report -> kept(call, id, step, report, mask)
                                        .thenCompose(shorter -> decided(call, id, step, shorter)))))
                .serve(stage -> stage);
    }

    /** Logs are kept beside the journal before the report is decided on; what goes on with it is only their end (promise P-28). */
    private CompletionStage<StepReport> kept(Call call, ExecutionId id, StepId step, StepReport report, Mask mask) {
        if (report.logs().filter(text -> !text.isEmpty()).isEmpty()) {
            return CompletableFuture.completedStage(report);
        }
        String text = report.logs().get();
        String masked = mask.end(text);
        StepReport shorter =
                report.logging(Optional.of(masked.substring(Math.max(0, masked.length() - LOGS_WITH_THE_REPORT))));
        return executions
                .get(id)
                .thenCompose(found -> found.flatMap(execution -> WorkflowMachine.reportedAttempt(
                                execution, call.tokenGeneration(), step, report.attempt()))
                        .map(attempt -> logs.append(new LogOf(id, step, attempt.attempt()), text, mask)
                                .thenApply(answer -> shorter))
                        .orElseGet(() -> CompletableFuture.completedStage(shorter)));
    }

    private CompletionStage<HttpResponse> decided(Call call, ExecutionId id, StepId step, StepReport report) {
        ExecutionCommand said = word(call, new ExecutionCommand.Report(step, report));
        return executions.ask(id, said).thenCompose(answer -> switch (answer) {
            case ExecutionAnswer.Refused(Refusal refusal, Optional<Execution> execution) ->
                CompletableFuture.completedStage(Refusals.of(refusal, execution));
            case ExecutionAnswer.Done(Execution execution, boolean duplicate) ->
                progress(execution, step, report).thenApply(kept -> taken(execution, duplicate));
        });
    }

    /** Progress is no event: it is kept beside the journal, for people (promise P-28). */
    private CompletionStage<Void> progress(Execution execution, StepId step, StepReport report) {
        Optional<String> said = report.subTask()
                .map(sub -> report.message()
                        .filter(message -> !message.equals(sub))
                        .map(message -> sub + ": " + message)
                        .orElse(sub))
                .or(report::message);
        if (report.status() != ReportStatus.PROGRESS
                || (said.isEmpty() && report.percent().isEmpty())) {
            return CompletableFuture.completedStage(null);
        }
        int attempt = report.attempt()
                .or(() -> execution.latestAttempt(step).map(Attempt::attempt))
                .orElse(1);
        return subTasks.add(
                execution.id(),
                SubTask.progress(step, attempt, clock.instant(), said.orElse(""), report.percent()),
                report.eventId());
    }

    private static HttpResponse taken(Execution execution, boolean duplicate) {
        Optional<Integer> attempt = CurrentWork.currentAttempt(execution).map(Attempt::attempt);
        Optional<StepId> step = CurrentWork.of(execution).about().map(GraphStep::id);
        return Answers.json(new ReportAnswer(execution.id(), duplicate, execution.status(), step, attempt));
    }

    CompletionStage<HttpResponse> heartbeat(Call call) {
        Read<Heartbeat> heartbeat = call.body().isEmpty()
                ? Read.fine(new Heartbeat(Optional.empty(), Optional.empty(), Optional.empty()))
                : call.object().then(body -> CallbackBodies.heartbeat(body, secrets.maskAtHand()));
        return ExecutionRoutes.id(call)
                .then(id -> heartbeat.map(beat -> executions
                        .heartbeat(id, call.tokenGeneration(), beat)
                        .thenApply(reply -> switch (reply) {
                            case HeartbeatReply.Taken(HeartbeatAnswer answer) -> Answers.json(answer);
                            case HeartbeatReply.Refused(Refusal refusal) -> Refusals.of(refusal, Optional.empty());
                        })))
                .serve(stage -> stage);
    }

    /** The installed system is up: cloud-init's form, or JSON of the same fields. */
    CompletionStage<HttpResponse> phoneHome(Call call) {
        return secrets.mask().thenCompose(mask -> phoneHome(call, mask));
    }

    private CompletionStage<HttpResponse> phoneHome(Call call, Mask mask) {
        return ExecutionRoutes.id(call)
                .then(id -> call.parameter("step", StepId::parse, "a step's id")
                        .then(step -> call.parameter("attempt", CallbackRoutes::attempt, "an attempt's number")
                                .then(attempt -> CallbackBodies.facts(call, mask)
                                        .map(facts -> new ExecutionCommand.PhoneHome(
                                                eventId(call, facts).map(mask::text), facts, step, attempt)))
                                .map(phoneHome -> executions.ask(id, word(call, phoneHome)))))
                .serve(stage -> stage.thenApply(answer -> switch (answer) {
                    case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> taken(execution, duplicate);
                    case ExecutionAnswer.Refused(Refusal refusal, Optional<Execution> execution) ->
                        Refusals.of(refusal, execution);
                }));
    }

    private static Optional<Integer> attempt(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf);
    }

    private static Optional<String> eventId(Call call, ObjectNode facts) {
        return call.query("event_id")
                .or(() -> Optional.ofNullable(facts.get("event_id"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue));
    }

    /** An event of cloud-init or curtin: kept as progress of the step that runs, or ran last. */
    CompletionStage<HttpResponse> event(Call call) {
        return secrets.mask()
                .thenCompose(mask -> ExecutionRoutes.id(call)
                        .then(id -> call.objectOfAnyName()
                                .map(event -> event(call, id, CallbackBodies.cleaned(event, mask))))
                        .serve(stage -> stage));
    }

    private CompletionStage<HttpResponse> event(Call call, ExecutionId id, ObjectNode event) {
        Heartbeat life = new Heartbeat(Optional.empty(), Optional.empty(), Optional.empty());
        return executions.heartbeat(id, call.tokenGeneration(), life).thenCompose(reply -> switch (reply) {
            case HeartbeatReply.Refused(Refusal refusal) ->
                CompletableFuture.completedStage(Refusals.of(refusal, Optional.empty()));
            case HeartbeatReply.Taken taken ->
                remarked(call, id, event)
                        .thenCompose(execution -> kept(execution, event))
                        .thenCompose(kept -> completed(call, id, event))
                        .thenApply(done -> Answers.nothing());
        });
    }

    /** The end of the cloud-init whose seed names a step and its attempt completes that one, if a phone-home has not done so before. */
    private CompletionStage<Void> completed(Call call, ExecutionId id, ObjectNode event) {
        Optional<StepId> step = call.query("step").flatMap(StepId::parse);
        Optional<Integer> attempt = call.query("attempt").flatMap(CallbackRoutes::attempt);
        if (step.isEmpty() || attempt.isEmpty() || !InstallerEvents.systemIsUp(event)) {
            return CompletableFuture.completedStage(null);
        }
        ObjectNode facts = Json.mapper().createObjectNode().put("reported_by", "webhook");
        ExecutionCommand up =
                new ExecutionCommand.PhoneHome(Optional.of(InstallerEvents.identity(event)), facts, step, attempt);
        // Taken, known already, or too late: the event itself has been kept in every case.
        return executions.ask(id, word(call, up)).thenAccept(answer -> {});
    }

    /** A part of the installer that has failed is a warning for people; whether the step fails is its own word to say. */
    private CompletionStage<Optional<Execution>> remarked(Call call, ExecutionId id, ObjectNode event) {
        return InstallerEvents.failure(event)
                .map(remark -> executions.ask(id, word(call, remark)).thenApply(answer -> switch (answer) {
                    case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> Optional.of(execution);
                    case ExecutionAnswer.Refused refused -> refused.execution();
                }))
                .orElseGet(() -> executions.get(id));
    }

    private CompletionStage<Void> kept(Optional<Execution> execution, ObjectNode event) {
        Optional<Attempt> attempt = execution.flatMap(e ->
                CurrentWork.currentAttempt(e).or(() -> e.attempts().stream().reduce((earlier, later) -> later)));
        return execution
                .flatMap(e -> attempt.map(ran -> subTasks.add(
                        e.id(),
                        InstallerEvents.subTask(event, ran, clock.instant()),
                        Optional.of(InstallerEvents.identity(event)))))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }
}
