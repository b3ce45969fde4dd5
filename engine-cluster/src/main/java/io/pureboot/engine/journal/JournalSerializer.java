package io.pureboot.engine.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.pureboot.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes events and snapshots as JSON under their stable names, readable in SQL: {@code convert_from(event_payload, 'UTF8')::jsonb}, or
 * one event a row in the view {@code journal_event}. {@link Changes} become an array of objects with one member each: the event under
 * its name.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 730001;
    private static final ObjectReader ONE_OF_SEVERAL =
            Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
            return event instanceof Changes<?> several
                    ? written(several)
                    : Json.mapper().writeValueAsBytes(event);
        } catch (IOException unwritable) {
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
            return name.type() == Changes.class ? read(bytes) : Json.mapper().readValue(bytes, name.type());
        } catch (IOException unreadable) {
            NotSerializableException failure = new NotSerializableException(manifest + " cannot be read");
            failure.initCause(unreadable);
            throw failure;
        }
    }

    private byte[] written(Changes<?> several) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.mapper().createGenerator(bytes)) {
            json.writeStartArray();
            for (Object event : several.events()) {
                json.writeStartObject();
                json.writeFieldName(manifest(event));
                Json.mapper().writeValue(json, event);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private Changes<?> read(byte[] bytes) throws IOException {
        List<Object> events = new ArrayList<>();
        try (JsonParser json = Json.mapper().createParser(bytes)) {
            expect(json, JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String manifest = expect(json.nextFieldName() != null, json).currentName();
                EventName name = byManifest.get(manifest);
                if (name == null) {
                    throw new NotSerializableException(
                            "no event is named " + manifest + ": written by a newer version?");
                }
                json.nextToken();
                events.add(ONE_OF_SEVERAL.forType(name.type()).readValue(json));
                expect(json, JsonToken.END_OBJECT);
            }
        }
        return new Changes<>(events);
    }

    private static void expect(JsonParser json, JsonToken token) throws IOException {
        expect(json.nextToken() == token, json);
    }

    private static JsonParser expect(boolean holds, JsonParser json) throws JsonParseException {
        if (!holds) {
            throw new JsonParseException(json, "an array of objects with one event each is expected");
        }
        return json;
    }
}
