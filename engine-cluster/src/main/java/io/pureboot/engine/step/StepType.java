package io.pureboot.engine.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.protocol.Problem;
import java.util.List;

/** One kind of step. Stateless; the same config always gives the same answers. */
public interface StepType {
    /** The name that definitions write, such as {@code cloud_init}. */
    String name();

    /** All faults of a config, with paths relative to it ({@code /kernel}); none when it may run. */
    List<Problem.Fault> faults(ObjectNode config);

    /** What the machine must know; asked only of a config without faults. */
    Behaviour behaviour(ObjectNode config);

    /** What an agent gets that asks while such a step is current. Texts are unrendered. */
    AgentOrder agentOrder(ObjectNode config);

    /** What a machine gets that boots while such a step is current. Texts are unrendered. */
    BootOrder bootOrder(ObjectNode config);
}
