package io.pureboot.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Set;

/** The log of one step as the engine keeps it: chunks that follow each other without gap or overlap, up to a quota. Not thread-safe. */
final class FakeLog {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Set<Long> starts = new HashSet<>();
    private final long quota;

    FakeLog(long quota) {
        this.quota = quota;
    }

    /** What became of a chunk. */
    record Taken(int status, ObjectNode body) {}

    Taken put(long offset, byte[] chunk) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (bytes.size() >= quota) {
            return new Taken(200, body.put("next_offset", bytes.size()).put("truncated", true));
        }
        if (offset != bytes.size()) {
            return starts.contains(offset)
                    ? new Taken(200, body.put("next_offset", bytes.size()).put("truncated", false))
                    : new Taken(409, body.put("code", "offset-mismatch").put("expected_offset", bytes.size()));
        }
        starts.add(offset);
        bytes.writeBytes(chunk);
        return new Taken(200, body.put("next_offset", bytes.size()).put("truncated", bytes.size() >= quota));
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
