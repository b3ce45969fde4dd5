package io.pureboot.engine.step.cloudinit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.AgentOrder;
import io.pureboot.engine.step.BootOrder;
import io.pureboot.engine.step.StepType;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.TemplateFields;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;

/**
 * {@code cloud_init}: the machine boots its disk, the installed system's cloud-init fetches its seed and phones home; that completes
 * the step, as does the event with which it reports its own end. Config: {@code template_id} (the user-data), {@code
 * meta_data_template_id}, {@code vendor_data_template_id} and {@code network_config_template_id} (the seed's other files), {@code
 * phone_home_url} (when it is not the engine's own).
 */
public final class CloudInitStep implements StepType {
    @Override
    public String name() {
        return "cloud_init";
    }

    @Override
    public List<Problem.Fault> faults(ObjectNode config) {
        StrictFields fields = new StrictFields(config);
        TemplateFields.ALL.forEach(fields::text);
        fields.text("phone_home_url");
        return fields.faults();
    }

    @Override
    public Behaviour behaviour(ObjectNode config) {
        return new Behaviour(Completion.PHONE_HOME, Optional.empty(), Optional.empty(), false)
                .with(BootExpectation.THROUGHOUT);
    }

    @Override
    public AgentOrder agentOrder(ObjectNode config) {
        return new AgentOrder.LeaveForDisk();
    }

    @Override
    public BootOrder bootOrder(ObjectNode config) {
        return new BootOrder.Disk();
    }
}
