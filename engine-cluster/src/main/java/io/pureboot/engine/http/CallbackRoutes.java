package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.dispatch.OrderDesk;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.LogOf;
import io.pureboot.engine.query.SubTasks;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.CurrentStep;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Heartbeat;
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
    private final Clock clock;

    CallbackRoutes(Executions executions, SubTasks subTasks, LogChunks logs, OrderDesk orders, Clock clock) {
        this.executions = executions;
        this.subTasks = subTasks;
        this.logs = logs;
        this.orders = orders;
        this.clock = clock;
    }

    /** What the agent is to do, as JSON or as shell assignments ({@code Accept: text/x-shellscript} or {@code ?format=sh}). */
    CompletionStage<HttpResponse> current(Call call) {
        return ExecutionRoutes.id(call)
                .serve(id -> orders.current(id, edgeUrl(call), call.query("boot_id"))
                        .thenApply(found ->
                                found.map(step -> form(call, step)).orElseGet(() -> ExecutionRoutes.unknown(id))));
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
        return ExecutionRoutes.id(call)
                .then(id -> call.id("step", StepId::parse)
                        .then(step ->
                                call.object().then(CallbackBodies::report).map(report -> report(id, step, report))))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> report(ExecutionId id, StepId step, StepReport report) {
        return kept(id, step, report).thenCompose(shorter -> decided(id, step, shorter));
    }

    /** Logs are kept beside the journal before the report is decided on; what goes on with it is only their end (promise P-28). */
    private CompletionStage<StepReport> kept(ExecutionId id, StepId step, StepReport report) {
        if (report.logs().filter(text -> !text.isEmpty()).isEmpty()) {
            return CompletableFuture.completedStage(report);
        }
        String text = report.logs().get();
        StepReport shorter =
                report.logging(Optional.of(text.substring(Math.max(0, text.length() - LOGS_WITH_THE_REPORT))));
        return executions
                .get(id)
                .thenCompose(found -> found.flatMap(execution -> report.attempt()
                                .map(number -> execution.attempt(step, number))
                                .orElseGet(() -> execution.latestAttempt(step)))
                        .map(attempt -> logs.append(new LogOf(id, step, attempt.attempt()), text)
                                .thenApply(answer -> shorter))
                        .orElseGet(() -> CompletableFuture.completedStage(shorter)));
    }

    private CompletionStage<HttpResponse> decided(ExecutionId id, StepId step, StepReport report) {
        return executions.ask(id, new ExecutionCommand.Report(step, report)).thenCompose(answer -> switch (answer) {
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
                execution.id(), step, attempt, clock.instant(), said.orElse(""), report.percent(), report.eventId());
    }

    private static HttpResponse taken(Execution execution, boolean duplicate) {
        Optional<Integer> attempt = CurrentWork.currentAttempt(execution).map(Attempt::attempt);
        Optional<StepId> step = CurrentWork.of(execution).about().map(GraphStep::id);
        return Answers.json(new ReportAnswer(execution.id(), duplicate, execution.status(), step, attempt));
    }

    CompletionStage<HttpResponse> heartbeat(Call call) {
        Read<Heartbeat> heartbeat = call.body().isEmpty()
                ? Read.fine(new Heartbeat(Optional.empty(), Optional.empty(), Optional.empty()))
                : call.object().then(CallbackBodies::heartbeat);
        return ExecutionRoutes.id(call)
                .then(id -> heartbeat.map(beat -> executions
                        .heartbeat(id, beat)
                        .thenApply(answer -> answer.map(Answers::json).orElseGet(() -> ExecutionRoutes.unknown(id)))))
                .serve(stage -> stage);
    }

    /** The installed system is up: cloud-init's form, or JSON of the same fields. */
    CompletionStage<HttpResponse> phoneHome(Call call) {
        return ExecutionRoutes.id(call)
                .then(id -> CallbackBodies.facts(call)
                        .map(facts -> executions.ask(id, new ExecutionCommand.PhoneHome(eventId(call, facts), facts))))
                .serve(stage -> stage.thenApply(answer -> switch (answer) {
                    case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> taken(execution, duplicate);
                    case ExecutionAnswer.Refused(Refusal refusal, Optional<Execution> execution) ->
                        Refusals.of(refusal, execution);
                }));
    }

    private static Optional<String> eventId(Call call, ObjectNode facts) {
        return call.query("event_id")
                .or(() -> Optional.ofNullable(facts.get("event_id"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue));
    }

    /** An event of cloud-init or curtin: kept as progress of the step that runs, or ran last. */
    CompletionStage<HttpResponse> event(Call call) {
        return ExecutionRoutes.id(call)
                .then(id -> call.object().map(event -> event(id, event)))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> event(ExecutionId id, ObjectNode event) {
        Heartbeat life = new Heartbeat(Optional.empty(), Optional.empty(), Optional.empty());
        return executions
                .heartbeat(id, life)
                .thenCompose(alive -> executions.get(id))
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedStage(ExecutionRoutes.unknown(id));
                    }
                    Optional<Attempt> attempt = CurrentWork.currentAttempt(found.get())
                            .or(() -> found.get().attempts().stream().reduce((earlier, later) -> later));
                    return attempt.map(ran -> subTasks.add(
                                    id,
                                    ran.step(),
                                    ran.attempt(),
                                    clock.instant(),
                                    CallbackBodies.sentence(event),
                                    Optional.empty(),
                                    Optional.of(CallbackBodies.identity(event))))
                            .orElseGet(() -> CompletableFuture.completedStage(null))
                            .thenApply(kept -> Answers.nothing());
                });
    }
}
