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
 * @param boots which boots belong to the step; absent in workflows that were pinned before it was known, and then none
 */
public record Behaviour(
        Completion completion,
        Optional<Seconds> duration,
        Optional<Seconds> firstContact,
        boolean confirmByBoot,
        Optional<BootExpectation> boots) {

    /** Of a step in which the machine is to stay up. */
    public Behaviour(
            Completion completion, Optional<Seconds> duration, Optional<Seconds> firstContact, boolean confirmByBoot) {
        this(completion, duration, firstContact, confirmByBoot, Optional.empty());
    }

    /** The same behaviour of a step to which these boots belong. */
    public Behaviour with(BootExpectation expectation) {
        return new Behaviour(completion, duration, firstContact, confirmByBoot, Optional.of(expectation));
    }

    /** Which boots belong to the step; of an old one, what its other traits tell. */
    public BootExpectation expectedBoots() {
        boolean leaves = completion == Completion.PHONE_HOME || confirmByBoot;
        return boots.orElse(leaves ? BootExpectation.THROUGHOUT : BootExpectation.NONE);
    }
}
