package io.pureboot.engine.query;

import io.pureboot.protocol.Ids;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The last row of a part, in the order newest first: rows that are added meanwhile neither repeat nor hide others. Opaque to its holders. */
public record Cursor(Instant createdAt, String id) {

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
}
