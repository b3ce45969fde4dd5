package io.pureboot.edge.ipxe;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.ipxe.script.MachineQuestion;
import io.pureboot.edge.ipxe.script.Scripts;
import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.Json;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a machine asks what it boots. It always gets a script, whatever the engines do. */
public final class BootDesk {

    private static final Logger LOG = LoggerFactory.getLogger(BootDesk.class);

    private final EngineUplink uplink;
    private final LastBoots lastBoots;
    private final Counters counters;
    private final String edgeId;
    private final String edgeUrl;

    public BootDesk(EngineUplink uplink, LastBoots lastBoots, Counters counters, String edgeId, String edgeUrl) {
        this.uplink = uplink;
        this.lastBoots = lastBoots;
        this.counters = counters;
        this.edgeId = edgeId;
        this.edgeUrl = edgeUrl;
    }

    /** The first script of every machine. */
    public String firstScript() {
        return Scripts.first(edgeUrl);
    }

    /** The machine's script now. Never fails. */
    public CompletionStage<String> scriptFor(MachineQuestion question) {
        String body;
        try {
            body = Json.mapper()
                    .writeValueAsString(
                            question.request(edgeId, edgeUrl, UUID.randomUUID().toString()));
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a boot request is always JSON", unwritten);
        }
        return uplink.send(EngineCall.ofEdge("POST", "/api/v1/boot", body))
                .thenApply(outcome -> script(question, outcome));
    }

    private String script(MachineQuestion question, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered when answered.status() == 200 -> decided(question, answered);
            case Outcome.Answered answered -> {
                LOG.warn("the engine answers {} for {}: {}", answered.status(), question.mac(), answered.text());
                yield alone(question, "the engine answers " + answered.status());
            }
            case Outcome.Away away -> alone(question, "no engine answers");
        };
    }

    private String decided(MachineQuestion question, Outcome.Answered answered) {
        try {
            BootAnswer answer = Json.mapper().readValue(answered.text(), BootAnswer.class);
            lastBoots.remember(question.mac(), answer.action());
            counters.count(counted(answer.action()));
            LOG.info("{} boots {}: {}", question.mac(), answer.action().wire(), answer.reason());
            return Scripts.of(question, answer, edgeUrl);
        } catch (JsonProcessingException unread) {
            LOG.warn("the engine's answer for {} cannot be read: {}", question.mac(), unread.getOriginalMessage());
            return alone(question, "the engine's answer cannot be read");
        }
    }

    private String alone(MachineQuestion question, String why) {
        counters.count(Counted.BOOT_ALONE);
        boolean disk = lastBoots.fromDisk(question.mac());
        counters.count(disk ? Counted.BOOT_DISK : Counted.BOOT_WAIT);
        LOG.info("{} {} on the edge's own decision: {}", question.mac(), disk ? "boots its disk" : "waits", why);
        return disk
                ? Scripts.disk(question, why + ", it booted from disk before")
                : Scripts.wait(question, why, edgeUrl);
    }

    private static Counted counted(BootAction action) {
        return switch (action) {
            case KERNEL -> Counted.BOOT_KERNEL;
            case SCRIPT -> Counted.BOOT_SCRIPT;
            case DISK -> Counted.BOOT_DISK;
            case WAIT -> Counted.BOOT_WAIT;
        };
    }
}
