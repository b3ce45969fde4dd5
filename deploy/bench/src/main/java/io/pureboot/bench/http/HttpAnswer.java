package io.pureboot.bench.http;

import java.nio.charset.StandardCharsets;

/**
 * What a server has answered.
 *
 * @param body its bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpAnswer(int status, byte[] body) {
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
