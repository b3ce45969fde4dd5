package io.pureboot.engine.step.wait;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.AgentOrder;
import io.pureboot.engine.step.BootOrder;
import io.pureboot.engine.step.StepType;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;

/** {@code wait}: nothing but time passes; no report ends it. Config: {@code duration_seconds}, 1 or more, required. */
public final class WaitStep implements StepType {
    @Override
    public String name() {
        return "wait";
    }

    @Override
    public List<Problem.Fault> faults(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        fields.seconds("duration_seconds", 1);
        fields.required("duration_seconds");
        return fields.faults();
    }

    @Override
    public Behaviour behaviour(ObjectNode config) {
        return new Behaviour(
                Completion.TIMER, new StrictFields(config).seconds("duration_seconds", 1), Optional.empty(), false);
    }

    @Override
    public AgentOrder agentOrder(ObjectNode config) {
        return new AgentOrder.AskAgain();
    }

    @Override
    public BootOrder bootOrder(ObjectNode config) {
        return new BootOrder.LikeNext();
    }
}
