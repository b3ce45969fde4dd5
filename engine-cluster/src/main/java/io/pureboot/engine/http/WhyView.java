package io.pureboot.engine.http;

import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.Why;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an execution waits for, as {@code GET /api/v1/executions/{id}/why} shows it: see {@link Why}. */
record WhyView(
        ExecutionId id,
        ExecutionStatus status,
        String waitsFor,
        Optional<Instant> since,
        Optional<Deadline> nextDeadline,
        List<Deadline> deadlines,
        List<SilenceLimit> heartbeatTimeouts,
        List<AcceptedCallback> acceptedCallbacks,
        List<Unanswered> askedOfNode,
        List<RefusedReport> lastRefusals,
        Optional<PauseView> pause,
        Optional<ProfileView> deviceProfile) {

    /** How long an agent may be silent. */
    record SilenceLimit(StepId stepId, int attempt, Seconds seconds) {}

    /** @param path of the URL, below the edge's or the engine's own */
    record AcceptedCallback(StepId stepId, int attempt, List<ReportStatus> statuses, String path) {}

    /** @param what is asked, such as {@code move_to installed} */
    record Unanswered(String requestId, NodeId nodeId, String what) {}

    static WhyView of(Execution e) {
        Why why = Why.of(e);
        return new WhyView(
                e.id(),
                e.status(),
                why.waitsFor(),
                why.since(),
                why.nextDeadline(),
                why.deadlines(),
                why.silences().stream()
                        .map(silence -> new SilenceLimit(silence.step(), silence.attempt(), silence.limit()))
                        .toList(),
                why.callbacks().stream()
                        .flatMap(callback -> callbacks(e.id(), callback).stream())
                        .toList(),
                why.asked().stream()
                        .map(request -> new Unanswered(request.requestId(), e.nodeId(), what(request)))
                        .toList(),
                why.refusals(),
                why.pause().map(PauseView::of),
                ProfileView.of(e));
    }

    private static List<AcceptedCallback> callbacks(ExecutionId id, Why.Callback callback) {
        String base = "/api/v1/callback/" + id;
        AcceptedCallback report = new AcceptedCallback(
                callback.step(), callback.attempt(), callback.statuses(), base + "/step/" + callback.step());
        return callback.byPhoneHome()
                ? List.of(
                        report,
                        new AcceptedCallback(
                                callback.step(),
                                callback.attempt(),
                                List.of(ReportStatus.SUCCESS),
                                base + "/phone-home"))
                : List.of(report);
    }

    private static String what(NodeRequest request) {
        return switch (request) {
            case NodeRequest.MoveTo move -> "move_to " + move.state().wire();
            case NodeRequest.Release release -> "release " + release.outcome().wire();
        };
    }
}
