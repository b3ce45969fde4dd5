package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The subcommands of {@code template}: what they ask of an engine, and what they print. */
final class TemplateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private EngineOfTemplates engine;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        engine = new EngineOfTemplates();
        engine.answers.put("GET /api/v1/templates?name=motd", "{\"items\": [{\"id\": \"t1\"}]}");
        engine.answers.put("GET /api/v1/templates?name=new", "{\"items\": []}");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void listAndShow() {
        engine.answers.put("GET /api/v1/templates?limit=1000", """
                {"items": [{"name": "motd", "current_version": "v1.1", "format": "pureboot", "updated_at": "2026-01-26T08:00:00Z",
                            "description": "greets"}]}""");
        engine.answers.put("GET /api/v1/templates/t1/versions/v1.0", "{\"content\": \"hello\\n\"}");
        assertThat(run("list")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("motd").contains("v1.1").contains("greets");
        out.getBuffer().setLength(0);
        assertThat(run("show", "motd", "v1.0")).as(err.toString()).isZero();
        assertThat(out).hasToString("hello\n");
    }

    @Test
    void putMakesATemplateOrItsNextVersionOrNothing() throws IOException {
        engine.answers.put("POST /api/v1/templates", "{\"current_version\": \"v1.0\"}");
        engine.answers.put(
                "GET /api/v1/templates/t1/versions/latest", "{\"version\": \"v1.1\", \"content\": \"same\"}");
        engine.answers.put("POST /api/v1/templates/t1/versions?bump=major", "{\"version\": \"v2.0\"}");
        Path fresh = Files.writeString(directory.resolve("new.hbs"), "{{node.mac}}");
        Path known = Files.writeString(directory.resolve("motd.tmpl"), "same");
        assertThat(run("put", fresh.toString())).as(err.toString()).isZero();
        assertThat(run("put", known.toString())).as(err.toString()).isZero();
        Files.writeString(known, "other");
        assertThat(run("put", known.toString(), "--major", "-m", "why"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines()).containsExactly("new v1.0", "motd v1.1, unchanged", "motd v2.0");
        assertThat(engine.asked)
                .contains(
                        "POST /api/v1/templates {\"content\":\"{{node.mac}}\",\"name\":\"new\",\"format\":\"handlebars\"}",
                        "POST /api/v1/templates/t1/versions?bump=major {\"content\":\"other\",\"commit_message\":\"why\"}");
    }

    @Test
    void diffIsPrintedAsDiffPrintsIt() {
        engine.answers.put("GET /api/v1/templates/t1/diff?from=v1.0&to=latest", """
                {"from": "v1.0", "to": "v1.1", "identical": false,
                 "hunks": [{"from_line": 1, "from_count": 1, "to_line": 1, "to_count": 2,
                            "lines": [{"op": " ", "text": "a"}, {"op": "+", "text": "b", "no_newline": true}]}]}""");
        assertThat(run("diff", "motd", "v1.0")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "--- motd:v1.0", "+++ motd:v1.1", "@@ -1 +1,2 @@", " a", "+b", "\\ No newline at end of file");
    }

    @Test
    void previewPrintsTheTextAndNotesWhatIsOpen() {
        engine.answers.put("POST /api/v1/templates/t1/preview", """
                {"text": "hello\\n", "unresolved": [{"variable": "node.ip", "template": "motd:v1.1", "line": 3, "column": 4}],
                 "unknown": [{"variable": "node.hostnam", "line": 1, "column": 2}]}""");
        assertThat(run("preview", "motd", "--node", "n1")).as(err.toString()).isZero();
        assertThat(out).hasToString("hello\n");
        assertThat(err.toString().lines())
                .containsExactly(
                        "no value: node.ip in motd:v1.1, line 3, column 4",
                        "no such variable: node.hostnam in the text, line 1, column 2");
        assertThat(engine.asked)
                .contains("POST /api/v1/templates/t1/preview {\"version\":\"latest\",\"node_id\":\"n1\"}");
    }

    private int run(String... arguments) {
        CommandLine line = PureBoot.commandLine(new ServersThatRemember());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("template"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", engine.url(), "--token", "t"));
        return line.execute(all.toArray(String[]::new));
    }

    /** Answers what it was told to, by method and path, and keeps what it was asked. */
    private static final class EngineOfTemplates implements AutoCloseable {
        final Map<String, String> answers = new ConcurrentHashMap<>();
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        EngineOfTemplates() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(question + " " + body);
            byte[] bytes = answers.getOrDefault(question, "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answers.containsKey(question) ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
