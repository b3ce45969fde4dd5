package io.pureboot.engine.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.journal.Schema;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole journal as some version has written it, one event a line, and beside it what that version showed of its execution. Kept in
 * {@code src/test/resources/journals}; never changed once recorded.
 */
record RecordedJournal(List<String> events, JsonNode execution, JsonNode node) {
    private static final String FOLDER = "journals/";

    RecordedJournal {
        events = List.copyOf(events);
    }

    static RecordedJournal read(String name) {
        try {
            JsonNode shown = Json.mapper().readTree(resource(name + ".shown.json"));
            List<String> lines = resource(name + ".jsonl").lines().toList();
            return new RecordedJournal(lines, shown.path("execution"), shown.path("node"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = RecordedJournal.class.getResourceAsStream("/" + FOLDER + file)) {
            if (in == null) {
                throw new AssertionError("no recorded journal " + FOLDER + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The names and versions of the events in it. */
    List<String> manifests() throws IOException {
        List<String> manifests = new ArrayList<>();
        for (String line : events) {
            manifests.add(Json.mapper().readTree(line).path("manifest").asText());
        }
        return manifests.stream().distinct().toList();
    }

    /** Makes the schema and puts the events there by SQL, as if the old version had run on this database. */
    void insertInto(FreshDatabase database) throws SQLException, IOException {
        Schema.migrate(database.jdbcUrl(), database.user(), database.password());
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp,
                            adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
                        VALUES (?, ?, false, ?, ?, '', ?, ?, convert_to(?, 'UTF8'))""")) {
            for (String line : events) {
                JsonNode event = Json.mapper().readTree(line);
                insert.setString(1, event.path("persistence_id").asText());
                insert.setLong(2, event.path("sequence_number").asLong());
                insert.setString(3, event.path("writer").asText());
                insert.setLong(4, event.path("timestamp").asLong());
                insert.setInt(5, event.path("serializer").asInt());
                insert.setString(6, event.path("manifest").asText());
                insert.setString(7, event.path("payload").toString());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Writes what a site's journal holds, and what the site shows of an execution, as two new files. */
    static void record(Site site, Install install, Path resources, String name) throws SQLException, IOException {
        Path folder = Files.createDirectories(resources.resolve(FOLDER));
        ObjectNode shown = Json.mapper().createObjectNode();
        shown.set("execution", install.shown());
        shown.set("node", site.engine().get("/api/v1/nodes/" + install.node()).json());
        write(folder.resolve(name + ".shown.json"), shown.toPrettyString() + "\n");
        write(folder.resolve(name + ".jsonl"), String.join("\n", rows(site.database())) + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            throw new AssertionError(file + " is there; a recorded journal is never changed");
        }
        Files.writeString(file, text);
    }

    private static List<String> rows(FreshDatabase database) throws SQLException, IOException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT persistence_id, sequence_number, writer, write_timestamp, event_ser_id, event_ser_manifest,
                            convert_from(event_payload, 'UTF8') FROM event_journal ORDER BY ordering""");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ObjectNode line = Json.mapper().createObjectNode();
                line.put("persistence_id", row.getString(1));
                line.put("sequence_number", row.getLong(2));
                line.put("writer", row.getString(3));
                line.put("timestamp", row.getLong(4));
                line.put("serializer", row.getInt(5));
                line.put("manifest", row.getString(6));
                line.set("payload", Json.mapper().readTree(row.getString(7)));
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
