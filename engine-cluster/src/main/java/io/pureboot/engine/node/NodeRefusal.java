package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a node does not do what it is asked.
 *
 * @param detail what was wrong this time, for people
 * @param nodeId MAC_TAKEN: the node that has the address
 * @param executionId NODE_BUSY: the execution that holds the node
 * @param refusal EXECUTION_REFUSED: the execution's own refusal
 */
public record NodeRefusal(
        Code code,
        String detail,
        Optional<NodeId> nodeId,
        Optional<ExecutionId> executionId,
        Optional<Refusal> refusal) {

    static NodeRefusal of(Code code, String detail) {
        return new NodeRefusal(code, detail, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static NodeRefusal busy(NodeId node, ExecutionId holder) {
        String detail = "node " + node + " is held by execution " + holder + ", which has not ended";
        return new NodeRefusal(Code.NODE_BUSY, detail, Optional.empty(), Optional.of(holder), Optional.empty());
    }

    static NodeRefusal macTaken(String mac, NodeId owner) {
        String detail = "the address " + mac + " belongs to node " + owner;
        return new NodeRefusal(Code.MAC_TAKEN, detail, Optional.of(owner), Optional.empty(), Optional.empty());
    }

    static NodeRefusal execution(ExecutionId id, Refusal refusal) {
        return new NodeRefusal(
                Code.EXECUTION_REFUSED, refusal.detail(), Optional.empty(), Optional.of(id), Optional.of(refusal));
    }

    /** The stable codes; the HTTP room knows each one's status and title. */
    public enum Code {
        /** No node has that id. */
        NODE_UNKNOWN,
        /** Another execution is active on it. */
        NODE_BUSY,
        /** It is retired or deleted: nothing starts on it. */
        NODE_RETIRED,
        /** The table of legal moves does not have that move. */
        ILLEGAL_MOVE,
        /** A forced move says why. */
        COMMENT_REQUIRED,
        /** Another node has that address. */
        MAC_TAKEN,
        /** The key was used for another registration. */
        IDEMPOTENCY_KEY_REUSED,
        /** The engine takes no new work just now; nothing has begun. */
        OVERLOADED,
        /** The execution itself refused to begin or to be retried. */
        EXECUTION_REFUSED;

        /** The code as problem documents write it: kebab-case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
