package io.pureboot.engine.step.reboot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.AgentOrder;
import io.pureboot.engine.step.BootOrder;
import io.pureboot.engine.step.StepType;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import java.util.List;
import java.util.Optional;

/**
 * {@code reboot}: the agent reboots the machine. Config: {@code delay_seconds} between the agent's word and the reboot (0 when
 * absent); {@code confirm}: {@code agent} (the default: the agent's word completes the step) or {@code boot} (the next boot does,
 * promise P-17).
 */
public final class RebootStep implements StepType {
    private static final List<String> CONFIRM = List.of("agent", "boot");

    @Override
    public String name() {
        return "reboot";
    }

    @Override
    public List<Problem.Fault> faults(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        fields.seconds("delay_seconds", 0);
        fields.choice("confirm", CONFIRM);
        return fields.faults();
    }

    @Override
    public Behaviour behaviour(ObjectNode config) {
        boolean byBoot = new StrictFields(config)
                .choice("confirm", CONFIRM)
                .filter("boot"::equals)
                .isPresent();
        return new Behaviour(Completion.REPORT, Optional.empty(), Optional.empty(), byBoot)
                .with(BootExpectation.THROUGHOUT);
    }

    @Override
    public AgentOrder agentOrder(ObjectNode config) {
        return new AgentOrder.Reboot(
                new StrictFields(config).seconds("delay_seconds", 0).orElse(Seconds.ZERO));
    }

    @Override
    public BootOrder bootOrder(ObjectNode config) {
        return new BootOrder.Agent();
    }
}
