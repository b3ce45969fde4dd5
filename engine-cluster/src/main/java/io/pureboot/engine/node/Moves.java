package io.pureboot.engine.node;

import static io.pureboot.protocol.NodeState.ACTIVE;
import static io.pureboot.protocol.NodeState.DEPROVISIONING;
import static io.pureboot.protocol.NodeState.INSTALLED;
import static io.pureboot.protocol.NodeState.INSTALLING;
import static io.pureboot.protocol.NodeState.INSTALL_FAILED;
import static io.pureboot.protocol.NodeState.MIGRATING;
import static io.pureboot.protocol.NodeState.PENDING;
import static io.pureboot.protocol.NodeState.REPROVISION;
import static io.pureboot.protocol.NodeState.RETIRED;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeState;
import java.util.List;
import java.util.Optional;

/** The table of legal moves of a machine's life. */
public final class Moves {
    private Moves() {}

    /** Where a machine may go from a state, besides {@code retired}, where it may go from anywhere. */
    public static List<NodeState> from(NodeState state) {
        return switch (state) {
            case DISCOVERED, INSTALL_FAILED, REPROVISION -> List.of(PENDING);
            case PENDING -> List.of(INSTALLING);
            case INSTALLING -> List.of(INSTALLED, INSTALL_FAILED);
            case INSTALLED -> List.of(ACTIVE, REPROVISION);
            case ACTIVE -> List.of(REPROVISION, DEPROVISIONING, MIGRATING);
            case DEPROVISIONING -> List.of(RETIRED);
            case MIGRATING -> List.of(ACTIVE);
            case RETIRED -> List.of();
        };
    }

    static boolean legal(NodeState from, NodeState to) {
        return to == RETIRED || from(from).contains(to);
    }

    /** The moves that a machine makes by itself when an execution begins on it. */
    static List<NodeState> atStart(NodeState state) {
        return switch (state) {
            case PENDING -> List.of(INSTALLING);
            case DISCOVERED, INSTALL_FAILED, REPROVISION -> List.of(PENDING, INSTALLING);
            case INSTALLING, INSTALLED, ACTIVE, DEPROVISIONING, MIGRATING, RETIRED -> List.of();
        };
    }

    /** The move that a machine makes by itself when its execution is over and no step has moved it on. */
    static Optional<NodeState> atEnd(NodeState state, ExecutionStatus outcome) {
        if (state != INSTALLING) {
            return Optional.empty();
        }
        return Optional.of(outcome == ExecutionStatus.COMPLETED ? INSTALLED : INSTALL_FAILED);
    }
}
