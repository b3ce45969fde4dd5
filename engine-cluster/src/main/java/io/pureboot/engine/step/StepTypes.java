package io.pureboot.engine.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.boot.BootStep;
import io.pureboot.engine.step.cloudinit.CloudInitStep;
import io.pureboot.engine.step.reboot.RebootStep;
import io.pureboot.engine.step.script.ScriptStep;
import io.pureboot.engine.step.wait.WaitStep;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;

/** The step types there are. A new one is a folder of its own and one line here. */
public final class StepTypes implements StepCatalog {
    private static final List<StepType> ALL =
            List.of(new BootStep(), new ScriptStep(), new RebootStep(), new WaitStep(), new CloudInitStep());

    private static final StepTypes CATALOG = new StepTypes();

    private StepTypes() {}

    /** All of them, as definitions and the compiler see them. */
    public static StepCatalog all() {
        return CATALOG;
    }

    /** The type of that name. */
    public static Optional<StepType> find(String name) {
        return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** What a machine boots while {@code step} is current; its disk, should a newer version have pinned a type unknown here. */
    public static BootOrder bootOrder(GraphStep step) {
        return find(step.type()).map(type -> type.bootOrder(step.config())).orElseGet(BootOrder.Disk::new);
    }

    /** What an agent does while {@code step} is current; it asks again, should a newer version have pinned a type unknown here. */
    public static AgentOrder agentOrder(GraphStep step) {
        return find(step.type()).map(type -> type.agentOrder(step.config())).orElseGet(AgentOrder.AskAgain::new);
    }

    @Override
    public boolean knows(String type) {
        return find(type).isPresent();
    }

    @Override
    public List<String> names() {
        return ALL.stream().map(StepType::name).toList();
    }

    @Override
    public List<Problem.Fault> faults(String type, ObjectNode config) {
        return known(type).faults(config);
    }

    @Override
    public Behaviour behaviour(String type, ObjectNode config) {
        return known(type).behaviour(config);
    }

    private static StepType known(String type) {
        return find(type).orElseThrow(() -> new IllegalArgumentException("no step type '" + type + "'"));
    }
}
