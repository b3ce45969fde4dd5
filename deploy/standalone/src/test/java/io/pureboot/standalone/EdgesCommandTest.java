package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.ServersOfThisBuild;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code edges}, asked of a real engine with a real edge. */
final class EdgesCommandTest {
    @TempDir
    Path temporary;

    @Test
    void anEdgeIsALineAndASecondOneOfItsIdAWarning() throws IOException, InterruptedException {
        Settings settings = new Settings(
                Map.of(
                        Settings.DATA_DIR,
                        temporary.toString(),
                        Settings.HTTP_PORT,
                        FreePorts.tcp(),
                        Settings.CLUSTER_PORT,
                        FreePorts.tcp(),
                        Settings.EDGE_PORT,
                        FreePorts.tcp(),
                        Settings.TFTP_PORT,
                        FreePorts.udp(),
                        "PUREBOOT_EDGE_ID",
                        "edge-1",
                        "PUREBOOT_EDGE_SITE",
                        "Basel, hall 2"),
                Map.of(),
                temporary);
        try (AllInOne all = AllInOne.start(new ServersOfThisBuild(), settings, line -> {})) {
            List<String> alone = await(all, "its line", lines -> lines.size() == 2);
            assertThat(alone.getFirst().split(" {2,}"))
                    .containsExactly(
                            "EDGE", "STATE", "SITE", "URL", "VERSION", "SPOOLED", "OLDEST", "CACHE", "STARTED", "SEEN");
            assertThat(alone.getLast().split(" {2,}"))
                    .startsWith("edge-1", "online", "Basel, hall 2", all.edge().toString())
                    .contains("0")
                    .anyMatch(cell -> cell.matches("0 files, 0 of \\d+ MiB"));

            // Two that have long been there: of one that was started seconds ago nobody can tell.
            beat(all, "7");
            beat(all, "8");
            assertThat(await(all, "the warning", lines -> lines.size() == 3).getLast())
                    .startsWith("warning: edge-1: edge-id-shared: two edges call themselves edge-1, at ")
                    .contains("http://192.0.2.7:8081", "PUREBOOT_EDGE_ID");
        }
    }

    private List<String> await(AllInOne all, String what, Predicate<List<String>> enough) {
        List<String> last = new CopyOnWriteArrayList<>();
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    last.clear();
                    last.addAll(edges(all));
                    assertThat(enough.test(last)).as(last.toString()).isTrue();
                });
        return last;
    }

    private static List<String> edges(AllInOne all) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = PureBoot.commandLine(new ServersThatRemember());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = line.execute("edges", "--server", all.engine().toString(), "--token", all.adminToken());
        assertThat(status).as(err.toString()).isZero();
        return out.toString().lines().toList();
    }

    /** One that says that it has been there for a day. */
    private void beat(AllInOne all, String other) throws IOException, InterruptedException {
        HttpRequest beat = HttpRequest.newBuilder(URI.create(all.engine() + "/api/v1/edges/edge-1/heartbeat"))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(temporary.resolve("edge.token"))
                                        .strip())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"instance\":\"i-" + other + "\",\"version\":\"1\",\"url\":\"http://192.0.2." + other
                                + ":8081\",\"uptime_seconds\":86400}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(beat, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
