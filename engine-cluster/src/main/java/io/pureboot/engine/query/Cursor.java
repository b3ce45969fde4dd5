package io.pureboot.engine.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The sort keys of a page's last row, as one opaque word that is safe in a URL (keyset pagination). */
public final class Cursor {
    private static final int LONGEST = 2048;

    private Cursor() {}

    public static String of(String... keys) {
        byte[] json = Json.mapper().valueToTree(keys).toString().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** The keys of {@code cursor}, or empty when it is none of ours or has not {@code count} keys. */
    public static Optional<List<String>> read(String cursor, int count) {
        if (cursor.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode node = Json.mapper().readTree(Base64.getUrlDecoder().decode(cursor));
            if (!node.isArray() || node.size() != count) {
                return Optional.empty();
            }
            List<String> keys = new ArrayList<>();
            for (JsonNode key : node) {
                if (!key.isTextual() || key.textValue().indexOf('\0') >= 0) {
                    return Optional.empty();
                }
                keys.add(key.textValue());
            }
            return Optional.of(List.copyOf(keys));
        } catch (IllegalArgumentException | JsonProcessingException notOurs) {
            return Optional.empty();
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }
}
