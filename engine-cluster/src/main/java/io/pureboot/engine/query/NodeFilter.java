package io.pureboot.engine.query;

import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.NodeState;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes a list holds; each absent part lets all pass. Deleted nodes are in no list.
 *
 * @param states any of these; empty for all
 * @param text stands in the id, MAC, IP, hostname, serial, vendor or model, in any case
 */
public record NodeFilter(Set<NodeState> states, Optional<GroupId> groupId, Optional<String> text) {
    public NodeFilter {
        states = Set.copyOf(states);
    }
}
