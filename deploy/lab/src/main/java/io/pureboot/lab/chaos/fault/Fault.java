package io.pureboot.lab.chaos.fault;

import java.time.Duration;

/**
 * One planned fault.
 *
 * @param number its place in the plan, from 1
 * @param target which engine or edge, from 0; 0 where there is one only
 */
public record Fault(int number, FaultKind kind, int target, Duration length) {
    @Override
    public String toString() {
        String whom = switch (kind.target()) {
            case ENGINE -> " engine-" + (target + 1);
            case EDGE -> " edge-" + (target + 1);
            case DATABASE, MACHINES -> "";
        };
        return "#" + number + " " + kind.wire() + whom + " for " + length.toMillis() + " ms";
    }
}
