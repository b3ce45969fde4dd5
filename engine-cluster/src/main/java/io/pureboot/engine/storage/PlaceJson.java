package io.pureboot.engine.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A {@link Place} as the table and the API write it. */
public final class PlaceJson {
    private PlaceJson() {}

    public static ObjectNode write(Place place) {
        ObjectNode json = Json.mapper().createObjectNode();
        switch (place) {
            case Place.LocalDirectory local ->
                local.directory().ifPresent(directory -> json.put("directory", directory.toString()));
            case Place.HttpReference http -> {
                json.put("base_url", http.base().toString());
                http.authorization().ifPresent(name -> json.put("authorization_secret", name));
            }
            case Place.S3 s3 -> {
                s3.endpoint().ifPresent(endpoint -> json.put("endpoint", endpoint.toString()));
                json.put("region", s3.region())
                        .put("bucket", s3.bucket())
                        .put("prefix", s3.prefix())
                        .put("path_style", s3.pathStyle());
                s3.accessKeyId().ifPresent(id -> json.put("access_key_id", id));
                s3.secretKey().ifPresent(name -> json.put("secret_access_key_secret", name));
            }
        }
        return json;
    }

    /** What {@link #write} has written. */
    static Place read(String kind, ObjectNode json) {
        return switch (kind) {
            case "local" -> new Place.LocalDirectory(text(json, "directory").map(Path::of));
            case "http" ->
                new Place.HttpReference(URI.create(json.path("base_url").asText()), text(json, "authorization_secret"));
            case "s3" ->
                new Place.S3(
                        text(json, "endpoint").map(URI::create),
                        json.path("region").asText(),
                        json.path("bucket").asText(),
                        json.path("prefix").asText(),
                        json.path("path_style").asBoolean(),
                        text(json, "access_key_id"),
                        text(json, "secret_access_key_secret"));
            default -> throw new IllegalStateException("the table has a storage backend of kind " + kind);
        };
    }

    private static Optional<String> text(ObjectNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}
