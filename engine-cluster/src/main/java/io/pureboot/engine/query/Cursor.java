package io.pureboot.engine.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The last row of a part, in the order newest first: rows that are added meanwhile neither repeat nor hide others. Opaque to its
 * holders. Lists in another order spell their own sort keys with {@link #of}.
 */
public record Cursor(Instant createdAt, String id) {
    private static final int LONGEST = 2048;

    /** The cursor that {@code text} spells, or empty when it is none of ours. */
    public static Optional<Cursor> parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space < 0 || !Ids.wellFormed(plain.substring(space + 1))) {
                return Optional.empty();
            }
            return Optional.of(new Cursor(Instant.parse(plain.substring(0, space)), plain.substring(space + 1)));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    public String spelled() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /** The sort keys of a page's last row, as one opaque word that is safe in a URL. */
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
