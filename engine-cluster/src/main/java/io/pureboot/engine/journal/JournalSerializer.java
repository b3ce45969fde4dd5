package io.pureboot.engine.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Writes events and snapshots as JSON under their stable names, readable in SQL: {@code convert_from(event_payload, 'UTF8')::jsonb}. */
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 730001;

    private final Map<Class<?>, EventName> byType = new HashMap<>();
    private final Map<String, EventName> byManifest = new HashMap<>();

    public JournalSerializer() {
        for (EventName name : EventNames.all()) {
            if (byManifest.put(name.manifest(), name) != null) {
                throw new IllegalStateException("two events are named " + name.manifest());
            }
            byType.merge(name.type(), name, (one, other) -> one.version() > other.version() ? one : other);
        }
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        EventName name = byType.get(event.getClass());
        if (name == null) {
            throw new IllegalArgumentException(event.getClass() + " has no line in EventNames");
        }
        return name.manifest();
    }

    @Override
    public byte[] toBinary(Object event) {
        try {
            return Json.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("cannot write " + event.getClass(), unwritable);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        EventName name = byManifest.get(manifest);
        if (name == null) {
            throw new NotSerializableException("no event is named " + manifest + ": written by a newer version?");
        }
        try {
            return Json.mapper().readValue(bytes, name.type());
        } catch (IOException unreadable) {
            NotSerializableException failure = new NotSerializableException(manifest + " cannot be read");
            failure.initCause(unreadable);
            throw failure;
        }
    }
}
