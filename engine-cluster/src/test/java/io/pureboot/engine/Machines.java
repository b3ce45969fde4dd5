package io.pureboot.engine;

import io.pureboot.engine.node.NodeAnswer;
import io.pureboot.engine.node.NodeFacts;
import io.pureboot.engine.node.NodeRegistration;
import io.pureboot.engine.node.NodeView;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Machines and their words, for tests. */
public final class Machines {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Machines() {}

    public static MacAddress freshMac() {
        int number = NUMBERS.incrementAndGet();
        return MacAddress.parse("525400%06x".formatted(number)).orElseThrow();
    }

    public static NodeRegistration registration(MacAddress mac) {
        return new NodeRegistration(
                new NodeFacts(
                        mac,
                        Optional.empty(),
                        Optional.of("host-" + mac.hyphenated()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Json.mapper().createObjectNode().put("rack", "r1"));
    }

    public static NodeView registered(EngineMember engine) {
        NodeAnswer answer =
                EngineMember.get(engine.nodes().register(registration(freshMac()), "test", Optional.empty()));
        return ((NodeAnswer.Done) answer).node();
    }

    public static BootRequest boot(MacAddress mac, Optional<String> uuid, Optional<String> serial) {
        return new BootRequest(
                mac,
                uuid,
                serial,
                Optional.of("x86_64"),
                Optional.of("efi"),
                Optional.of("Vendor"),
                Optional.of("Model"),
                Optional.of("192.0.2.7"),
                "edge-1",
                "http://127.0.0.1:8081",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static StepReport report(ReportStatus status, int attempt, String eventId) {
        return new StepReport(
                status,
                Optional.of("said"),
                Optional.of(status == ReportStatus.SUCCESS ? 0 : 1),
                Optional.of("last lines"),
                Optional.of(attempt),
                Optional.of(eventId),
                Optional.of("boot-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
