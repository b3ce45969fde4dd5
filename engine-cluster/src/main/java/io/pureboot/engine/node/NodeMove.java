package io.pureboot.engine.node;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeState;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a node's history: a move, or a move that was asked for and does not hold.
 *
 * @param from empty for the first line
 * @param by who or what moved it
 * @param reason why
 * @param forced against the table of legal moves, by an operator's word
 * @param applied false for a move that was refused
 */
public record NodeMove(
        Instant at,
        Optional<NodeState> from,
        NodeState to,
        String by,
        Optional<String> reason,
        Optional<ExecutionId> executionId,
        boolean forced,
        boolean applied) {}
