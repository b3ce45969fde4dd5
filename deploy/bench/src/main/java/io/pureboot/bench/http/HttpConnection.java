package io.pureboot.bench.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One connection that is kept: a request is one write, its answer is read to its end before the next. Answers carry a {@code
 * Content-Length}, as those of the engine and of the floor do. Of one thread at a time.
 */
public final class HttpConnection implements Closeable {
    private static final int CONNECT_MILLIS = 10_000;
    /** Longer than any answer of a server that lives: the engine gives up at 20 s by itself. */
    private static final int PATIENCE_MILLIS = 60_000;

    private static final int LONGEST_HEAD = 64 * 1024;
    private static final String LENGTH = "\r\ncontent-length:";

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    public static HttpConnection open(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server, CONNECT_MILLIS);
            return new HttpConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends what {@link HttpRequest} wrote and waits for the answer.
     *
     * @throws IOException when the connection broke or the answer was no HTTP that this client reads: it is of no more use then
     */
    public HttpAnswer send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int bodyStart = headEnd();
        String head =
                new String(buffer, start, bodyStart - start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int status = status(head);
        int length = length(head, status);
        start = bodyStart;
        while (end - start < length) {
            fill();
        }
        byte[] body = Arrays.copyOfRange(buffer, start, start + length);
        start += length;
        return new HttpAnswer(status, body);
    }

    /** The place after the empty line, which is read if need be. */
    private int headEnd() throws IOException {
        int from = start;
        while (true) {
            for (int i = Math.max(start, from - 3); i + 3 < end; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    return i + 4;
                }
            }
            if (end - start > LONGEST_HEAD) {
                throw new ProtocolException("a head of more than " + LONGEST_HEAD + " bytes");
            }
            int read = end - start;
            fill();
            from = start + read;
        }
    }

    private static int status(String head) throws ProtocolException {
        if (!head.startsWith("http/1.1 ") || head.length() < 12) {
            throw new ProtocolException(
                    "no HTTP/1.1: " + head.lines().findFirst().orElse(""));
        }
        return number(head, 9, 12);
    }

    private static int length(String head, int status) throws ProtocolException {
        int field = head.indexOf(LENGTH);
        if (field < 0) {
            if (status == 204) {
                return 0;
            }
            throw new ProtocolException("an answer without Content-Length: " + head);
        }
        return number(head, field + LENGTH.length(), head.indexOf('\r', field + LENGTH.length()));
    }

    private static int number(String head, int from, int to) throws ProtocolException {
        try {
            return Integer.parseInt(head.substring(from, to).strip());
        } catch (NumberFormatException e) {
            throw new ProtocolException("not a number in: " + head);
        }
    }

    /** Reads what there is, moving the rest to the front or growing when the buffer is full. */
    private void fill() throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == buffer.length) {
            byte[] target = start == 0 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, start, target, 0, end - start);
            buffer = target;
            end -= start;
            start = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        end += read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
