package io.pureboot.engine.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.LogMask;
import io.pureboot.engine.query.LogOf;
import io.pureboot.protocol.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes known secrets out of what machines say, before any of it is kept (promise P-23). In texts {@code ***} stands where one stood; in
 * logs a star for each of its bytes, as offsets must hold.
 */
public final class Mask implements LogMask {
    /** Knows no secret. */
    static final Mask NONE = new Mask(PatternScan.NONE, Optional.empty());

    private static final byte[] NOTHING = new byte[0];

    private final PatternScan scan;
    private final Optional<MasterKeys> keys;

    private Mask(PatternScan scan, Optional<MasterKeys> keys) {
        this.scan = scan;
        this.keys = keys;
    }

    /** @param keys seal what a chunk of a log has left over */
    static Mask of(PatternScan scan, MasterKeys keys) {
        return new Mask(scan, Optional.of(keys));
    }

    /** The text without secrets; the same object when it holds none. */
    public String text(String text) {
        if (scan.isEmpty() || text.length() < PatternScan.SHORTEST) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] places = scan.places(bytes);
        return places.length == 0 ? text : masked(bytes, places);
    }

    /** The end of a longer text, which may begin in the middle of a secret. */
    public String end(String text) {
        if (scan.isEmpty()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int begun = scan.begunBefore(bytes);
        byte[] rest = Arrays.copyOfRange(bytes, begun, bytes.length);
        int[] places = scan.places(rest);
        return begun == 0 && places.length == 0 ? text : (begun == 0 ? "" : SecretText.MASK) + masked(rest, places);
    }

    private static String masked(byte[] bytes, int[] places) {
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        for (int i = 0; i < places.length; i += 2) {
            text.append(new String(bytes, at, places[i] - at, StandardCharsets.UTF_8))
                    .append(SecretText.MASK);
            at = places[i + 1];
        }
        return text.append(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8))
                .toString();
    }

    /** The value with all its texts, numbers and names without secrets. */
    public JsonNode json(JsonNode value) {
        return scan.isEmpty() ? value : masked(value);
    }

    private JsonNode masked(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = Json.mapper().createObjectNode();
                object.properties().forEach(field -> copy.set(text(field.getKey()), masked(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.mapper().createArrayNode();
                array.forEach(element -> copy.add(masked(element)));
                yield copy;
            }
            default -> scalar(value);
        };
    }

    private JsonNode scalar(JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            return value;
        }
        String plain = value.asText();
        String masked = text(plain);
        return masked.equals(plain) ? value : Json.mapper().getNodeFactory().textNode(masked);
    }

    /**
     * What the chunk's end may begin is starred and held until the next chunk tells; then stars that stood for nothing give way to what
     * they stood for.
     */
    @Override
    public Masked mask(LogOf log, Optional<byte[]> held, byte[] data, boolean cut) {
        if (scan.isEmpty() && held.isEmpty()) {
            return new Masked(data, NOTHING, Optional.empty());
        }
        String about = "log of " + log.execution() + " " + log.step() + " " + log.attempt();
        Carry carry = held.flatMap(left -> keys.flatMap(k -> k.open(left, about)))
                .map(Carry::read)
                .orElse(Carry.NOTHING);
        int before = carry.text().length;
        byte[] all = Arrays.copyOf(carry.text(), before + data.length);
        System.arraycopy(data, 0, all, before, data.length);
        byte[] kept = all.clone();
        int[] places = scan.places(all);
        star(kept, 0, carry.secret());
        for (int i = 0; i < places.length; i += 2) {
            star(kept, places[i], places[i + 1]);
        }
        if (cut) {
            star(kept, before, before + scan.begunBefore(data));
        }
        int from = all.length - unfinished(all, cut);
        star(kept, from, all.length);
        Optional<byte[]> rest = from == all.length
                ? Optional.empty()
                : keys.map(
                        k -> k.seal(Carry.of(all, from, carry.secret(), places).written(), about));
        return new Masked(Arrays.copyOfRange(kept, before, kept.length), Arrays.copyOf(kept, before), rest);
    }

    /**
     * What a chunk leaves over.
     *
     * @param text its end, which may be the beginning of a secret
     * @param secret how many of the text's bytes belong to a secret that began before it: they stay starred however the text goes on
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Carry(byte[] text, int secret) {
        static final Carry NOTHING = new Carry(Mask.NOTHING, 0);

        /** @param secret of the carry that {@code all} begins with */
        static Carry of(byte[] all, int from, int secret, int[] places) {
            int end = secret;
            for (int i = 0; i < places.length; i += 2) {
                end = places[i] < from ? Math.max(end, places[i + 1]) : end;
            }
            return new Carry(Arrays.copyOfRange(all, from, all.length), Math.clamp(end - from, 0, all.length - from));
        }

        byte[] written() {
            return ByteBuffer.allocate(Integer.BYTES + text.length)
                    .putInt(secret)
                    .put(text)
                    .array();
        }

        static Carry read(byte[] written) {
            ByteBuffer bytes = ByteBuffer.wrap(written);
            return new Carry(
                    Arrays.copyOfRange(written, Integer.BYTES, written.length),
                    Math.clamp(bytes.getInt(), 0, written.length - Integer.BYTES));
        }
    }

    /** A log's end, as a report brings it, is seldom cut off: a letter or three there are no secret. */
    private int unfinished(byte[] all, boolean end) {
        int unfinished = scan.unfinished(all);
        return end && unfinished < PatternScan.SHORTEST ? 0 : unfinished;
    }

    /** Lines stay lines. */
    private static void star(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] != '\n' && text[i] != '\r') {
                text[i] = '*';
            }
        }
    }
}
