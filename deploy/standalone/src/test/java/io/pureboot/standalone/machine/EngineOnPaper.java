package io.pureboot.standalone.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.CurrentStep;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.HeartbeatAnswer;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.ReportAnswer;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.ShellForm;
import io.pureboot.protocol.StepId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Answers an edge as an engine would for one execution of boot, script, reboot, script, cloud_init: enough to try a machine. It keeps no
 * promise but the order of steps.
 */
final class EngineOnPaper implements AutoCloseable {
    private static final ExecutionId EXECUTION = new ExecutionId("paper-1");
    private static final List<String> STEPS = List.of("boot", "install", "reboot", "verify", "first-boot");

    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<JsonNode> reports = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String edgeUrl;
    private final String install;
    private final String verify;
    private int step;

    EngineOnPaper(String edgeUrl, String install, String verify) throws IOException {
        this.edgeUrl = edgeUrl;
        this.install = install;
        this.verify = verify;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized boolean completed() {
        return step == STEPS.size();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(exchange.getRequestMethod() + " " + path);
        switch (path.replaceFirst("^/api/v1/", "").replaceFirst("/paper-1", "")) {
            case "boot" -> json(exchange, boot());
            case "callback/current" -> say(exchange, 200, ShellForm.MEDIA_TYPE, ShellForm.of(current()));
            case "callback/heartbeat" ->
                json(exchange, new HeartbeatAnswer(HeartbeatDirective.CONTINUE, Optional.empty(), Optional.empty()));
            case "callback/phone-home" -> {
                seen.add(body);
                step++;
                json(
                        exchange,
                        new ReportAnswer(
                                EXECUTION, false, ExecutionStatus.COMPLETED, Optional.empty(), Optional.empty()));
            }
            case "boot/seed/meta-data" ->
                say(exchange, 200, "text/plain", "instance-id: paper-1\nlocal-hostname: paper\n");
            case "boot/seed/user-data" -> say(exchange, 200, "text/plain", """
                    #cloud-config
                    hostname: from-user-data
                    write_files:
                      - path: /etc/motd
                        content: |
                          hello
                    """);
            case "boot/seed/vendor-data" -> say(exchange, 200, "text/plain", """
                    #cloud-config
                    phone_home:
                      url: %s/api/v1/callback/paper-1/phone-home?token=paper-token
                      post: all
                    """.formatted(edgeUrl));
            default -> {
                if (path.endsWith("/logs")) {
                    log(exchange, body);
                } else if (path.contains("/step/")) {
                    report(exchange, body);
                } else {
                    say(exchange, 404, "text/plain", "");
                }
            }
        }
    }

    /** What a step has printed: taken, and not kept. */
    private static void log(HttpExchange exchange, String body) throws IOException {
        long offset = Long.parseLong(exchange.getRequestURI().getQuery().replaceFirst(".*offset=([0-9]+).*", "$1"));
        long next = offset + body.getBytes(StandardCharsets.UTF_8).length;
        say(exchange, 200, "application/json", "{\"next_offset\":" + next + ",\"truncated\":false}");
    }

    private synchronized void report(HttpExchange exchange, String body) throws IOException {
        JsonNode report = Json.mapper().readTree(body);
        reports.add(report);
        if (report.path("status").asText().equals("success")) {
            step++;
        }
        json(exchange, new ReportAnswer(EXECUTION, false, ExecutionStatus.RUNNING, stepId(), Optional.of(1)));
    }

    private synchronized Optional<StepId> stepId() {
        return step < STEPS.size() ? Optional.of(new StepId(STEPS.get(step))) : Optional.empty();
    }

    private synchronized BootAnswer boot() {
        boolean disk = step >= STEPS.indexOf("first-boot");
        return new BootAnswer(
                disk ? BootAction.DISK : BootAction.KERNEL,
                "on paper",
                new NodeId("node-1"),
                Optional.of(EXECUTION),
                stepId(),
                Optional.of(1),
                disk ? Optional.empty() : Optional.of("paper-token"),
                disk ? Optional.empty() : Optional.of("demo/kernel"),
                disk ? List.of() : List.of("demo/initrd"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private synchronized CurrentStep current() {
        Directive directive = switch (step) {
            case 0 -> Directive.REPORT;
            case 1, 3 -> Directive.RUN;
            case 2 -> Directive.REBOOT;
            case 4 -> Directive.DISK;
            default -> Directive.DONE;
        };
        return new CurrentStep(
                EXECUTION,
                ExecutionStatus.RUNNING,
                directive,
                stepId(),
                stepId().map(StepId::value),
                Optional.empty(),
                Optional.of(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                directive == Directive.RUN ? Optional.of(step == 1 ? install : verify) : Optional.empty(),
                Optional.empty(),
                Optional.of(Seconds.ZERO),
                new Seconds(30),
                new Seconds(1));
    }

    private static void json(HttpExchange exchange, Object body) throws IOException {
        say(exchange, 200, "application/json", Json.mapper().writeValueAsString(body));
    }

    private static void say(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
