package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.Seconds;
import java.time.Duration;

/**
 * How long an attempt takes of which the script says no time: the installed system 120 s until it phones home, a reboot that the next
 * boot confirms 90 s, a boot 60 s, an agent's reboot 10 s, any other work 30 s; never more than half of what the step allows, so that
 * nothing times out that the script does not want to.
 */
final class UsualTimes {
    private static final Duration PHONE_HOME = Duration.ofMinutes(2);
    private static final Duration CONFIRMED_REBOOT = Duration.ofSeconds(90);
    private static final Duration BOOT = Duration.ofMinutes(1);
    private static final Duration REBOOT = Duration.ofSeconds(10);
    private static final Duration WORK = Duration.ofSeconds(30);

    private UsualTimes() {}

    static Duration of(GraphStep step) {
        return least(unbounded(step), inTimeForContact(step));
    }

    /** Half of the time in which the machine must show itself, and half of the attempt's. */
    static Duration inTimeForContact(GraphStep step) {
        Duration timeout = step.timeout().toDuration();
        return step.behaviour()
                .firstContact()
                .map(Seconds::toDuration)
                .map(contact -> least(contact, timeout))
                .orElse(timeout)
                .dividedBy(2);
    }

    private static Duration unbounded(GraphStep step) {
        if (step.behaviour().completion() == Completion.PHONE_HOME) {
            return PHONE_HOME;
        }
        if (step.behaviour().confirmByBoot()) {
            return CONFIRMED_REBOOT;
        }
        BootExpectation boots = step.behaviour().expectedBoots();
        return switch (boots) {
            case UNTIL_CONTACT -> BOOT;
            case THROUGHOUT -> REBOOT;
            case NONE -> WORK;
        };
    }

    static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
