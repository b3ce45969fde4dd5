package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Problem;
import java.util.List;

/** What this room must know of the step types, which live in a room of their own. */
public interface StepCatalog {
    /** Whether there is a type of that name. */
    boolean knows(String type);

    /** The names of all types, in the order in which people read them. */
    List<String> names();

    /** All faults of a config, with paths relative to it; asked only of a known type. */
    List<Problem.Fault> faults(String type, ObjectNode config);

    /** What the machine must know of such a step; asked only of a known type and a config without faults. */
    Behaviour behaviour(String type, ObjectNode config);
}
