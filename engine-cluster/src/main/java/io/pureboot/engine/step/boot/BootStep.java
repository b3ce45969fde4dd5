package io.pureboot.engine.step.boot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.AgentOrder;
import io.pureboot.engine.step.BootOrder;
import io.pureboot.engine.step.StepType;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;

/**
 * {@code boot}: the machine starts over the network; done when its agent says that it is up. Config: {@code kernel} with {@code
 * initrd} (a text or a list; {@code pureboot:overlay} is the edge's own) and {@code cmdline}, or {@code template_id} (an iPXE script), or neither for the edge's standard agent;
 * {@code boot_timeout_seconds}, 1 or more, limits how long the machine may take to show itself (promise P-6).
 */
public final class BootStep implements StepType {
    @Override
    public String name() {
        return "boot";
    }

    @Override
    public List<Problem.Fault> faults(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        fields.text("kernel");
        fields.texts("initrd");
        fields.text("cmdline");
        fields.text("template_id");
        fields.seconds("boot_timeout_seconds", 1);
        fields.atMostOne(List.of("kernel", "template_id"));
        fields.onlyWith("initrd", "kernel");
        fields.onlyWith("cmdline", "kernel");
        return fields.faults();
    }

    @Override
    public Behaviour behaviour(ObjectNode config) {
        return new Behaviour(
                        Completion.REPORT,
                        Optional.empty(),
                        new StrictFields(config).seconds("boot_timeout_seconds", 1),
                        false)
                .with(BootExpectation.UNTIL_CONTACT);
    }

    @Override
    public AgentOrder agentOrder(ObjectNode config) {
        return new AgentOrder.ReportUp();
    }

    @Override
    public BootOrder bootOrder(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        Optional<String> kernel = fields.text("kernel");
        if (kernel.isPresent()) {
            return new BootOrder.Kernel(kernel.get(), fields.texts("initrd"), fields.text("cmdline"));
        }
        Optional<String> template = fields.text("template_id");
        return template.isPresent() ? new BootOrder.Script(template.get()) : new BootOrder.Agent();
    }
}
