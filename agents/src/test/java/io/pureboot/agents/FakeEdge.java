package io.pureboot.agents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pureboot.protocol.CurrentStep;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Heartbeat;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.ReportAnswer;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.ShellForm;
import io.pureboot.protocol.SpooledAnswer;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An edge with an engine behind it, as an agent sees them: it serves a list of steps, each until a final report of it came,
 * then {@code done}; and it can be told to fail.
 */
final class FakeEdge implements AutoCloseable {
    static final ExecutionId EXECUTION = new ExecutionId("exec-1");
    static final String TOKEN = "token-of.exec-1";

    /** A report as it came: the step of its path, its body, the length of that in bytes. */
    record Received(String step, StepReport report, int bytes, String contentType) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<CurrentStep> steps = new ArrayDeque<>();
    private final Map<String, Deque<Integer>> faults = new HashMap<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<Received> received = new ArrayList<>();
    private final List<Received> refused = new ArrayList<>();
    private final List<Heartbeat> heartbeats = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, FakeLog> logs = new HashMap<>();
    private long logQuota = 64 * 1024 * 1024;
    private HeartbeatDirective heartbeatDirective = HeartbeatDirective.CONTINUE;
    private boolean heartbeatEndsStep = false;

    FakeEdge(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    static FakeEdge onFreePort() throws IOException {
        return new FakeEdge(0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    synchronized void add(CurrentStep step) {
        steps.add(step);
    }

    /** From so many bytes on a step's log takes no more. */
    synchronized void limitLogs(long bytes) {
        logQuota = bytes;
    }

    /** What has come as that step's log. */
    synchronized byte[] log(String step) {
        return logOf(step).bytes();
    }

    /** As if somebody had sent that before. */
    synchronized void haveLog(String step, String text) {
        logOf(step).put(0, text.getBytes(StandardCharsets.UTF_8));
    }

    private FakeLog logOf(String step) {
        return logs.computeIfAbsent(step, s -> new FakeLog(logQuota));
    }

    /** The next requests of that kind (current, report, logs, heartbeat, file) are answered with these statuses. */
    synchronized void failNext(String kind, Integer... statuses) {
        faults.computeIfAbsent(kind, k -> new ArrayDeque<>()).addAll(List.of(statuses));
    }

    synchronized void serveFile(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void answerHeartbeats(HeartbeatDirective directive, boolean endsStep) {
        heartbeatDirective = directive;
        heartbeatEndsStep = endsStep;
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** Those that got a status of 400 or more. */
    synchronized List<Received> refused() {
        return List.copyOf(refused);
    }

    /** The queries with which the current step was asked for. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized List<Heartbeat> heartbeats() {
        return List.copyOf(heartbeats);
    }

    /** "METHOD path status" of each request. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized List<StepReport> finals() {
        return received.stream()
                .map(Received::report)
                .filter(r -> r.status() != ReportStatus.PROGRESS)
                .toList();
    }

    static CurrentStep step(Directive directive, String id, String script) {
        return new CurrentStep(
                EXECUTION,
                ExecutionStatus.RUNNING,
                directive,
                Optional.of(new StepId(id)),
                Optional.of("it's \"" + id + "\""),
                Optional.of(directive == Directive.RUN ? "script" : directive.wire()),
                Optional.of(1),
                Optional.empty(),
                Optional.of(new Seconds(60)),
                Optional.empty(),
                script.isEmpty() ? Optional.empty() : Optional.of(script),
                Optional.empty(),
                Optional.empty(),
                new Seconds(1),
                new Seconds(1));
    }

    static CurrentStep run(String id, String script) {
        return step(Directive.RUN, id, script);
    }

    static CurrentStep runWith(String id, String interpreter, String script) {
        CurrentStep s = run(id, script);
        return new CurrentStep(
                s.executionId(),
                s.status(),
                s.directive(),
                s.stepId(),
                s.stepName(),
                s.type(),
                s.attempt(),
                s.deadline(),
                s.timeoutSeconds(),
                Optional.of(interpreter),
                s.script(),
                s.scriptUrl(),
                s.delaySeconds(),
                s.heartbeatSeconds(),
                s.retrySeconds());
    }

    static CurrentStep runUrl(String id, String url) {
        CurrentStep s = run(id, "");
        return new CurrentStep(
                s.executionId(),
                s.status(),
                s.directive(),
                s.stepId(),
                s.stepName(),
                s.type(),
                s.attempt(),
                s.deadline(),
                s.timeoutSeconds(),
                s.interpreter(),
                s.script(),
                Optional.of(url),
                s.delaySeconds(),
                s.heartbeatSeconds(),
                s.retrySeconds());
    }

    private static CurrentStep nothingLeft() {
        CurrentStep s = step(Directive.DONE, "none", "");
        return new CurrentStep(
                s.executionId(),
                ExecutionStatus.COMPLETED,
                s.directive(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                s.heartbeatSeconds(),
                s.retrySeconds());
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String base = "/api/v1/callback/" + EXECUTION.value() + "/";
        if (!path.startsWith(base)) {
            file(exchange, path);
        } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            problem(exchange, 403);
        } else if (path.equals(base + "current")) {
            current(exchange);
        } else if (path.equals(base + "heartbeat")) {
            heartbeat(exchange, body);
        } else if (path.endsWith("/logs")) {
            logs(exchange, path.substring((base + "step/").length(), path.length() - "/logs".length()), body);
        } else {
            report(exchange, path.substring((base + "step/").length()), body);
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        Optional<Integer> fault = nextFault("file");
        byte[] content = files.getOrDefault(path, new byte[0]);
        if (fault.isPresent()) {
            problem(exchange, fault.get());
        } else if (content.length == 0) {
            problem(exchange, 404);
        } else {
            answer(exchange, 200, "text/plain", content);
        }
    }

    private void current(HttpExchange exchange) throws IOException {
        asked.add(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        Optional<Integer> fault = nextFault("current");
        if (fault.isPresent() && fault.get() == 200) {
            answer(exchange, 200, "text/html", "<html>exit 99; touch pwned</html>".getBytes(StandardCharsets.UTF_8));
        } else if (fault.isPresent()) {
            problem(exchange, fault.get());
        } else {
            CurrentStep step = Optional.ofNullable(steps.peek()).orElseGet(FakeEdge::nothingLeft);
            if (step.directive() == Directive.WAIT) {
                steps.remove();
            }
            boolean shell =
                    ShellForm.MEDIA_TYPE.equals(exchange.getRequestHeaders().getFirst("Accept"));
            answer(
                    exchange,
                    200,
                    shell ? ShellForm.MEDIA_TYPE : "application/json",
                    shell
                            ? ShellForm.of(step).getBytes(StandardCharsets.UTF_8)
                            : Json.mapper().writeValueAsBytes(step));
        }
    }

    private void heartbeat(HttpExchange exchange, byte[] body) throws IOException {
        Optional<Integer> fault = nextFault("heartbeat");
        if (fault.isPresent()) {
            problem(exchange, fault.get());
            return;
        }
        heartbeats.add(Json.mapper().readValue(body, Heartbeat.class));
        if (heartbeatEndsStep && heartbeatDirective == HeartbeatDirective.STOP) {
            steps.poll();
        }
        HeartbeatAnswer answer = new HeartbeatAnswer(heartbeatDirective, Optional.empty(), Optional.empty());
        answer(exchange, 200, "application/json", Json.mapper().writeValueAsBytes(answer));
    }

    private void logs(HttpExchange exchange, String step, byte[] body) throws IOException {
        Optional<Integer> fault = nextFault("logs");
        if (fault.isPresent() && fault.get() != 202) {
            problem(exchange, fault.get());
            return;
        }
        String query = exchange.getRequestURI().getRawQuery();
        if (!query.matches("attempt=1&offset=\\d+")) {
            throw new IllegalStateException("no query of a chunk: " + query);
        }
        FakeLog.Taken taken = logOf(step).put(Long.parseLong(query.replaceAll(".*=", "")), body);
        byte[] answer = fault.isPresent()
                ? Json.mapper().writeValueAsBytes(new SpooledAnswer(true, 1))
                : Json.mapper().writeValueAsBytes(taken.body());
        answer(exchange, fault.orElse(taken.status()), "application/json", answer);
    }

    private void report(HttpExchange exchange, String step, byte[] body) throws IOException {
        StepReport report = parsed(body);
        String contentType = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        Received one = new Received(step, report, body.length, contentType);
        Optional<Integer> fault = nextFault("report");
        if (fault.isPresent() && fault.get() == 202) {
            received.add(one);
            answer(exchange, 202, "application/json", Json.mapper().writeValueAsBytes(new SpooledAnswer(true, 1)));
            return;
        }
        if (fault.isPresent()) {
            refused.add(one);
            if (fault.get() == 409) {
                steps.poll();
            }
            problem(exchange, fault.get());
            return;
        }
        received.add(one);
        CurrentStep head = steps.peek();
        if (head != null
                && report.status() != ReportStatus.PROGRESS
                && head.stepId().equals(StepId.parse(step))) {
            steps.remove();
        }
        ReportAnswer answer =
                new ReportAnswer(EXECUTION, false, ExecutionStatus.RUNNING, Optional.empty(), Optional.empty());
        answer(exchange, 200, "application/json", Json.mapper().writeValueAsBytes(answer));
    }

    private static StepReport parsed(byte[] body) {
        try {
            return Json.mapper().readValue(body, StepReport.class);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + new String(body, StandardCharsets.ISO_8859_1), e);
        }
    }

    private Optional<Integer> nextFault(String kind) {
        return Optional.ofNullable(faults.getOrDefault(kind, new ArrayDeque<>()).poll());
    }

    private void problem(HttpExchange exchange, int status) throws IOException {
        byte[] body = Json.mapper().writeValueAsBytes(Problem.of(status, "told-so", "The test said so"));
        answer(exchange, status, Problem.MEDIA_TYPE, body);
    }

    private void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + status);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
