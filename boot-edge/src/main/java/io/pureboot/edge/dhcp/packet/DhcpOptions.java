package io.pureboot.edge.dhcp.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Options by their number, in the order in which they were first seen or are to be written. Values are read-only buffers from position 0.
 */
public record DhcpOptions(Map<Integer, ByteBuffer> values) {

    /** None. */
    public static final DhcpOptions NONE = new DhcpOptions(Map.of());

    public DhcpOptions {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value, ready to be read; empty when the option is not there. */
    public Optional<ByteBuffer> get(int code) {
        return Optional.ofNullable(values.get(code)).map(ByteBuffer::duplicate);
    }

    public boolean has(int code) {
        return values.containsKey(code);
    }

    /** The value as text, byte by byte, without the zero bytes that some clients end it with. */
    public Optional<String> text(int code) {
        return get(code).map(value -> {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return new String(bytes, 0, end, ISO_8859_1);
        });
    }

    /** These and one more, which goes last. */
    public DhcpOptions with(int code, byte... value) {
        return with(code, ByteBuffer.wrap(value));
    }

    /** These and one more, which goes last. */
    public DhcpOptions with(int code, ByteBuffer value) {
        Map<Integer, ByteBuffer> more = new LinkedHashMap<>(values);
        more.remove(code);
        more.put(code, value.slice().asReadOnlyBuffer());
        return new DhcpOptions(more);
    }
}
