package io.pureboot.lab.chaos.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the journal tells of nodes: how each of them stands after its last event. */
public final class NodeStory {
    private NodeStory() {}

    /** Each node's row as it must be, by the node's id. */
    public static Map<String, Tables.NodeLine> of(List<Event> journal) {
        Map<String, Tables.NodeLine> nodes = new LinkedHashMap<>();
        for (Event event : journal) {
            if (event.entity().equals(Event.NODE)) {
                Tables.NodeLine before =
                        nodes.getOrDefault(event.id(), new Tables.NodeLine("discovered", Optional.empty(), 0));
                nodes.put(event.id(), after(before, event));
            }
        }
        return nodes;
    }

    private static Tables.NodeLine after(Tables.NodeLine before, Event event) {
        String state = switch (event.name()) {
            case "node-registered" -> event.text("state");
            case "node-moved" -> event.text("to");
            default -> before.state();
        };
        Optional<String> active = switch (event.name()) {
            case "node-locked" -> event.optional("execution_id");
            case "node-released", "execution-declined" -> Optional.empty();
            default -> before.activeExecution();
        };
        return new Tables.NodeLine(state, active, event.sequence());
    }
}
