package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Access;
import io.pureboot.engine.http.exchange.Endpoint;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The OpenAPI 3.1 document of the engine: its paths, methods, parameters and tokens are those of the table of routes, what is to be told of them is in
 * {@code openapi.json} beside this class (decision 0032).
 */
final class ApiDocument {
    private static final ObjectNode TOLD = read();
    private static final String PARAMETERS = "parameters";

    private ApiDocument() {}

    static ObjectNode of(List<Endpoint> endpoints) {
        ObjectNode document = TOLD.deepCopy();
        ObjectNode paths = document.putObject("paths");
        for (Endpoint endpoint : endpoints) {
            String method = endpoint.method().toLowerCase(Locale.ROOT);
            JsonNode told = TOLD.path("paths").path(endpoint.path()).path(method);
            paths.withObjectProperty(endpoint.path()).set(method, operation(endpoint, method, told));
        }
        return document;
    }

    private static ObjectNode operation(Endpoint endpoint, String method, JsonNode told) {
        List<String> words = words(endpoint.path());
        ObjectNode operation = Json.mapper()
                .createObjectNode()
                .put("operationId", method + "-" + String.join("-", words).replaceAll("[{}]", ""));
        operation.putArray("tags").add(words.getFirst());
        told.properties()
                .forEach(part -> operation.set(part.getKey(), part.getValue().deepCopy()));
        operation.set(PARAMETERS, parameters(endpoint, words, told.path(PARAMETERS)));
        operation.set("security", security(endpoint.access()));
        operation.withObjectProperty("responses").putObject("default").put("$ref", "#/components/responses/Problem");
        return operation;
    }

    /** The segments that tell one URL from another. */
    private static List<String> words(String path) {
        return Arrays.stream(path.replaceFirst("^/api/v1/", "").split("/", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The table knows which there are; what is told of an operation's own goes before what is told of all of that name. */
    private static ArrayNode parameters(Endpoint endpoint, List<String> words, JsonNode told) {
        ArrayNode parameters = Json.mapper().createArrayNode();
        words.stream()
                .filter(word -> word.startsWith("{"))
                .forEach(word -> parameters.addObject().put("$ref", shared("path." + word.replaceAll("[{}]", ""))));
        for (String name : endpoint.parameters()) {
            told.valueStream()
                    .filter(own -> isQuery(own) && own.path("name").asText().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            own -> parameters.add(own.deepCopy()),
                            () -> parameters.addObject().put("$ref", shared("query." + name)));
        }
        told.valueStream().filter(own -> !isQuery(own)).forEach(header -> parameters.add(header.deepCopy()));
        return parameters;
    }

    private static boolean isQuery(JsonNode parameter) {
        return parameter.path("in").asText().equals("query");
    }

    private static String shared(String name) {
        return "#/components/parameters/" + name;
    }

    /** One of these will do. */
    private static ArrayNode security(Access access) {
        List<String> tokens = switch (access) {
            case OPEN -> List.of();
            case VIEWER -> List.of("viewer");
            case OPERATOR -> List.of("operator");
            case ADMIN -> List.of("admin");
            case EDGE -> List.of("edge");
            case EDGE_OR_VIEWER -> List.of("edge", "viewer");
            case CALLBACK -> List.of("callback");
            case CALLBACK_OR_QUERY -> List.of("callback", "callback-query");
        };
        ArrayNode security = Json.mapper().createArrayNode();
        tokens.forEach(token -> security.addObject().putArray(token));
        return security;
    }

    private static ObjectNode read() {
        try (InputStream file = ApiDocument.class.getResourceAsStream("openapi.json")) {
            if (file == null) {
                throw new IllegalStateException("openapi.json is not in the jar");
            }
            return Json.mapper().readValue(file, ObjectNode.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
