package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.EngineRefusal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an engine holds, and the marks of one source. */
final class Server {
    private static final int NOT_FOUND = 404;

    private final EngineClient client;
    private final String source;

    Server(EngineClient client, String source) {
        this.client = client;
        this.source = source;
    }

    List<Held> all(Kind kind) throws IOException, InterruptedException {
        List<Held> held = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get(kind.path() + "?limit=100" + cursor);
            for (JsonNode item : page.path("items")) {
                held.add(new Held(
                        kind, item.path("id").asText(), item.path("name").asText(), item));
            }
            cursor = page.path("next_cursor").isTextual()
                    ? "&cursor=" + encoded(page.path("next_cursor").asText())
                    : "";
        } while (!cursor.isEmpty());
        return held;
    }

    List<Mark> marks() throws IOException, InterruptedException {
        List<Mark> marks = new ArrayList<>();
        for (JsonNode item : client.get(marksPath()).path("items")) {
            Arrays.stream(Kind.values())
                    .filter(kind -> kind.wire().equals(item.path("kind").asText()))
                    .forEach(kind -> marks.add(new Mark(
                            kind,
                            item.path("name").asText(),
                            Optional.of(item.path("object_id").asText("")).filter(id -> !id.isEmpty()))));
        }
        return marks;
    }

    void mark(Mark mark) throws IOException, InterruptedException {
        ObjectNode body =
                Json.mapper().createObjectNode().put("kind", mark.kind().wire()).put("name", mark.name());
        mark.id().ifPresent(id -> body.put("object_id", id));
        client.put(marksPath(), body);
    }

    void forget(Mark mark) throws IOException, InterruptedException {
        client.delete(marksPath() + "?kind=" + mark.kind().wire() + "&name=" + encoded(mark.name()));
    }

    private String marksPath() {
        return "/api/v1/applied/" + source;
    }

    /** A template's current version with its content. */
    JsonNode currentVersion(Held template) throws IOException, InterruptedException {
        return client.get(Kind.TEMPLATE.path() + "/" + template.id() + "/versions/latest");
    }

    boolean hasVersion(Held template, String version) throws IOException, InterruptedException {
        try {
            client.get(Kind.TEMPLATE.path() + "/" + template.id() + "/versions/" + (version.startsWith("v") ? "" : "v")
                    + version);
            return true;
        } catch (EngineRefusal refusal) {
            if (refusal.status() == NOT_FOUND) {
                return false;
            }
            throw refusal;
        }
    }

    JsonNode create(Kind kind, ObjectNode body) throws IOException, InterruptedException {
        return client.post(kind.path(), body);
    }

    JsonNode addVersion(String id, ObjectNode body) throws IOException, InterruptedException {
        return client.post(Kind.TEMPLATE.path() + "/" + id + "/versions", body);
    }

    void put(Kind kind, String id, ObjectNode body) throws IOException, InterruptedException {
        client.put(kind.path() + "/" + id, body);
    }

    void patch(Kind kind, String id, ObjectNode body) throws IOException, InterruptedException {
        client.patch(kind.path() + "/" + id, body);
    }

    void delete(Kind kind, String id) throws IOException, InterruptedException {
        client.delete(kind.path() + "/" + id);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
