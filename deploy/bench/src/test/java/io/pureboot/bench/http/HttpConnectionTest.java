package io.pureboot.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client against a socket that answers byte for byte what the test says, in as many pieces. */
final class HttpConnectionTest {
    private static final byte[] GET = HttpRequest.get("/a", "token");

    private final ServerSocket server;
    private final CompletableFuture<String> received = new CompletableFuture<>();

    HttpConnectionTest() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void sendsWhatWasAskedFor() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        try (HttpConnection connection = open()) {
            connection.send(HttpRequest.post("/a/b", "secret", "application/json", "{\"ü\":1}"));
        }
        assertThat(received.get())
                .startsWith("POST /a/b HTTP/1.1\r\nHost: ")
                .contains("\r\nAuthorization: Bearer secret\r\n", "\r\nContent-Type: application/json\r\n")
                .contains("\r\nContent-Length: 8\r\n\r\n");
    }

    @Test
    void severalAnswersComeOverOneConnectionInAnyPieces() throws Exception {
        String large = "x".repeat(50_000);
        answer(
                "HTTP/1.1 200 OK\r\nContent-",
                "Length: 3\r\nX: y\r\n\r",
                "\no",
                "ne",
                "HTTP/1.1 404 Not Found\r\ncontent-length:5\r\n\r\nwrong",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + large.substring(0, 20_000),
                large.substring(20_000));
        try (HttpConnection connection = open()) {
            assertThat(connection.send(GET).text()).isEqualTo("one");
            HttpAnswer second = connection.send(GET);
            assertThat(second.status()).isEqualTo(404);
            assertThat(second.text()).isEqualTo("wrong");
            assertThat(connection.send(GET).status()).isEqualTo(204);
            assertThat(connection.send(GET).text()).isEqualTo(large);
        }
    }

    @Test
    void anAnswerWithoutALengthIsRefused() throws Exception {
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        try (HttpConnection connection = open()) {
            assertThatThrownBy(() -> connection.send(GET))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("without Content-Length");
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws Exception {
        answer("SSH-2.0-OpenSSH\r\n\r\n");
        try (HttpConnection connection = open()) {
            assertThatThrownBy(() -> connection.send(GET))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("ssh-2.0");
        }
    }

    @Test
    void aConnectionThatEndsWithinAnAnswerIsAFault() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        try (HttpConnection connection = open()) {
            assertThatThrownBy(() -> connection.send(GET)).isInstanceOf(EOFException.class);
        }
    }

    private HttpConnection open() throws IOException {
        return HttpConnection.open(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
    }

    /** Reads the first request, then writes these pieces, each by itself, and closes. */
    private void answer(String... pieces) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                byte[] request = new byte[4096];
                int length = socket.getInputStream().read(request);
                received.complete(new String(request, 0, length, StandardCharsets.UTF_8));
                OutputStream out = socket.getOutputStream();
                for (String piece : List.of(pieces)) {
                    out.write(piece.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                socket.shutdownOutput();
                // Until the client has left: closing with unread requests would throw its answers away.
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                received.completeExceptionally(e);
            }
        });
    }
}
