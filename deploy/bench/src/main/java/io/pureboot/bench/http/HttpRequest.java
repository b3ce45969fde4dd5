package io.pureboot.bench.http;

import java.nio.charset.StandardCharsets;

/** Writes requests as they go over the wire. */
public final class HttpRequest {
    private HttpRequest() {}

    /** A {@code GET} that wants JSON. */
    public static byte[] get(String path, String token) {
        return (head("GET", path, token) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A {@code POST} of a text in UTF-8. */
    public static byte[] post(String path, String token, String mediaType, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = (head("POST", path, token) + "Content-Type: " + mediaType + "\r\nContent-Length: "
                        + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + content.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(content, 0, request, head.length, content.length);
        return request;
    }

    private static String head(String method, String path, String token) {
        return method + " " + path + " HTTP/1.1\r\nHost: engine\r\nAccept: application/json\r\nAuthorization: Bearer "
                + token + "\r\n";
    }
}
