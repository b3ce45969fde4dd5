package io.pureboot.engine.step.script;

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

/**
 * {@code script}: the agent runs a script; done with its exit code. Config: one of {@code script} (the text itself), {@code
 * script_url}, {@code template_id}; {@code interpreter} (the agent's {@code /bin/sh} when absent).
 */
public final class ScriptStep implements StepType {
    @Override
    public String name() {
        return "script";
    }

    @Override
    public List<Problem.Fault> faults(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        fields.text("script_url");
        fields.text("script");
        fields.text("template_id");
        fields.text("interpreter");
        fields.exactlyOne(List.of("script_url", "script", "template_id"));
        return fields.faults();
    }

    @Override
    public Behaviour behaviour(ObjectNode config) {
        return new Behaviour(Completion.REPORT, Optional.empty(), Optional.empty(), false);
    }

    @Override
    public AgentOrder agentOrder(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        return new AgentOrder.Run(
                fields.text("script"),
                fields.text("script_url"),
                fields.text("template_id"),
                fields.text("interpreter"));
    }

    @Override
    public BootOrder bootOrder(ObjectNode config) {
        return new BootOrder.Agent();
    }
}
