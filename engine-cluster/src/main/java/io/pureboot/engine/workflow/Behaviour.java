package io.pureboot.engine.workflow;

import io.pureboot.protocol.Seconds;
import java.util.Optional;

/**
 * What the machine must know of a step's type; each type compiles its config into one.
 *
 * @param completion what ends an attempt
 * @param duration TIMER: after how long it succeeds
 * @param firstContact how long the machine may take to show itself in this attempt (promise P-6); no limit when absent
 * @param confirmByBoot the agent's success only announces it, the evidence of the next boot completes it (promise P-17)
 */
public record Behaviour(
        Completion completion, Optional<Seconds> duration, Optional<Seconds> firstContact, boolean confirmByBoot) {}
