package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.util.Map;

/**
 * What a machine's labels say, as far as it stays the same whichever loader asks: {@code ${meta.inventory.asset}} in templates. Its card and the
 * loader's version change within one boot and are not kept.
 */
final class Inventory {

    /** The metadata's member that holds it. */
    static final String MEMBER = "inventory";

    /** By the edge's name, that in the metadata. */
    private static final Map<String, String> KEPT = Map.of("asset", "asset", "board-serial", "board_serial");

    private Inventory() {}

    /** What is said and not known yet. */
    static ObjectNode missing(ObjectNode metadata, Map<String, String> said) {
        ObjectNode missing = Json.mapper().createObjectNode();
        KEPT.forEach((name, member) -> {
            String text = said.getOrDefault(name, "").strip();
            if (!text.isEmpty() && !metadata.path(MEMBER).has(member)) {
                missing.put(member, text);
            }
        });
        return missing;
    }
}
