package io.pureboot.lab.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private TcpRelay relay;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        relay = TcpRelay.to(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        relay.close();
        server.stop(0);
    }

    @Test
    void whatIsSentPasses() throws Exception {
        assertThat(get().get(60, TimeUnit.SECONDS)).isEqualTo(204);
    }

    @Test
    void aRefusingLineRefusesAndListensAgainOnTheSamePort() throws Exception {
        assertThat(get().get(60, TimeUnit.SECONDS)).isEqualTo(204);
        relay.mode(TcpRelay.Mode.REFUSE);
        assertThatThrownBy(() -> get().get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> get().get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectException.class);
        relay.mode(TcpRelay.Mode.PASS);
        Awaitility.await("passing again").atMost(PATIENCE).until(this::passes);
    }

    @Test
    void aHangingLineAnswersWhenItPassesAgain() throws Exception {
        relay.mode(TcpRelay.Mode.HANG);
        CompletableFuture<Integer> answer = get();
        assertThat(answer.copy().completeOnTimeout(0, 1, TimeUnit.SECONDS).get())
                .isZero();
        relay.mode(TcpRelay.Mode.PASS);
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(204);
    }

    @Test
    void aCutLineBreaksWhatIsConnectedAndWhatComes() throws Exception {
        relay.mode(TcpRelay.Mode.HANG);
        CompletableFuture<Integer> answer = get();
        assertThat(answer.copy().completeOnTimeout(0, 1, TimeUnit.SECONDS).get())
                .isZero();
        relay.mode(TcpRelay.Mode.CUT);
        assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> get().get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        relay.mode(TcpRelay.Mode.PASS);
        Awaitility.await("passing again").atMost(PATIENCE).until(this::passes);
    }

    private boolean passes() throws Exception {
        try {
            return get().get(60, TimeUnit.SECONDS) == 204;
        } catch (java.util.concurrent.ExecutionException broken) {
            return false;
        }
    }

    private CompletableFuture<Integer> get() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + "/"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }
}
