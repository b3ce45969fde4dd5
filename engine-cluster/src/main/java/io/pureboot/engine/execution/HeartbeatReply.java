package io.pureboot.engine.execution;

import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.HeartbeatAnswer;

/** What became of a heartbeat. */
public sealed interface HeartbeatReply {
    /** It keeps its step alive; the agent is told what to do. */
    record Taken(HeartbeatAnswer answer) implements HeartbeatReply {}

    /** There is no such execution, or the token's generation is not good any more; nothing has changed. */
    record Refused(Refusal refusal) implements HeartbeatReply {}
}
