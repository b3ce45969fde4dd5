package io.pureboot.edge.ipxe;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.ipxe.script.BootDecision;
import io.pureboot.edge.ipxe.script.GrubScripts;
import io.pureboot.edge.ipxe.script.MachineQuestion;
import io.pureboot.edge.ipxe.script.Scripts;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a machine asks what it boots. It always gets a script, whatever the engines do. */
public final class BootDesk {

    private static final Logger LOG = LoggerFactory.getLogger(BootDesk.class);

    private final EngineQuestions engines;
    private final LastBoots lastBoots;
    private final Counters counters;
    private final String edgeId;
    private final String edgeUrl;
    private final String ipxeUrl;
    private final String firstScript;
    private final Map<MachineQuestion, CompletableFuture<BootDecision>> asked = new ConcurrentHashMap<>();

    /** @param ipxeUrl iPXE for UEFI, which GRUB loads where a workflow has an iPXE script of its own */
    public BootDesk(
            EngineUplink uplink,
            Gathering gathering,
            LastBoots lastBoots,
            Counters counters,
            String edgeId,
            String edgeUrl,
            String ipxeUrl) {
        this.engines = new EngineQuestions(uplink, gathering);
        this.lastBoots = lastBoots;
        this.counters = counters;
        this.edgeId = edgeId;
        this.edgeUrl = edgeUrl;
        this.ipxeUrl = ipxeUrl;
        this.firstScript = Scripts.first(edgeUrl);
    }

    /** The first script of every machine. */
    public String firstScript() {
        return firstScript;
    }

    /** GRUB's first configuration; {@code mac} when its file's name told it. */
    public String firstGrub(Optional<String> mac) {
        return GrubScripts.first(mac, edgeUrl);
    }

    /** The machine's script now. Never fails. */
    public CompletionStage<String> scriptFor(MachineQuestion question) {
        return decide(question).thenApply(decision -> Scripts.of(question, decision, edgeUrl));
    }

    /** The machine's configuration for GRUB now. Never fails. */
    public CompletionStage<String> grubFor(MachineQuestion question) {
        return decide(question).thenApply(decision -> GrubScripts.of(question, decision, edgeUrl, ipxeUrl));
    }

    /**
     * What it boots. The same question, asked while it is under way, is the same asking: its answer is for both. Nothing is kept beyond that, so
     * that each boot is asked for (promise P-15).
     */
    private CompletionStage<BootDecision> decide(MachineQuestion question) {
        CompletableFuture<BootDecision> fresh = new CompletableFuture<>();
        CompletableFuture<BootDecision> underWay = asked.putIfAbsent(question, fresh);
        if (underWay != null) {
            counters.count(Counted.BOOT_COALESCED);
            return underWay.copy();
        }
        ask(question).whenComplete((decision, failure) -> {
            asked.remove(question, fresh);
            if (failure == null) {
                fresh.complete(decision);
            } else {
                fresh.completeExceptionally(failure);
            }
        });
        return fresh.copy();
    }

    private CompletionStage<BootDecision> ask(MachineQuestion question) {
        return engines.ask(question.request(edgeId, edgeUrl, UUID.randomUUID().toString()))
                .thenApply(word -> switch (word) {
                    case EngineWord.Answer(BootAnswer answer) -> decided(question, answer);
                    case EngineWord.None(String why) -> alone(question, why);
                });
    }

    private BootDecision decided(MachineQuestion question, BootAnswer answer) {
        lastBoots.remember(question.mac(), answer.action());
        counters.count(counted(answer.action()));
        LOG.info("{} boots {}: {}", question.mac(), answer.action().wire(), answer.reason());
        return new BootDecision.OfEngine(answer);
    }

    private BootDecision alone(MachineQuestion question, String why) {
        counters.count(Counted.BOOT_ALONE);
        boolean disk = lastBoots.fromDisk(question.mac());
        counters.count(disk ? Counted.BOOT_DISK : Counted.BOOT_WAIT);
        LOG.info("{} {} on the edge's own decision: {}", question.mac(), disk ? "boots its disk" : "waits", why);
        return disk ? new BootDecision.Disk(why + ", it booted from disk before") : new BootDecision.Wait(why);
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
