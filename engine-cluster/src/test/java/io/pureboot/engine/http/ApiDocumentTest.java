package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.Json;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI document tells of every route and of no other, and is one that tools can read. */
class ApiDocumentTest {
    private static EngineForTests engine;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
        document = engine.get("/api/v1/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** The document as it is served has the routes of the table; the file has what is told of them. */
    @Test
    void everyRouteIsToldOfAndNoOther() throws IOException {
        assertThat(operations(file())).containsExactlyInAnyOrderElementsOf(operations(document));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    JsonNode operation = method.getValue();
                    assertThat(operation.path("summary").asText())
                            .as(method.getKey() + " " + path.getKey())
                            .isNotBlank();
                    assertThat(operation.path("responses").size())
                            .as("an answer of " + method.getKey() + " " + path.getKey())
                            .isGreaterThan(1);
                }));
    }

    /** A parameter that is told of and not taken would be refused when somebody used it. */
    @Test
    void noOtherParameterIsToldOf() throws IOException {
        List<String> told = new ArrayList<>();
        file().path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> method.getValue()
                                .path("parameters")
                                .forEach(own -> told.add(parameter(method.getKey(), path.getKey(), own)))));
        List<String> served = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> method.getValue()
                                .path("parameters")
                                .forEach(own -> served.add(parameter(method.getKey(), path.getKey(), own)))));
        assertThat(served).containsAll(told);
    }

    private static String parameter(String method, String path, JsonNode own) {
        return method + " " + path + " "
                + own.path("name").asText(own.path("$ref").asText());
    }

    @Test
    void whatIsReferredToIsThereAndWhatIsThereIsReferredTo() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        for (String kind : List.of("schemas", "parameters", "responses")) {
            document.path("components")
                    .path(kind)
                    .properties()
                    .forEach(component ->
                            assertThat(references).contains("#/components/" + kind + "/" + component.getKey()));
        }
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void toolsCanReadIt() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(document.toString(), null, options);
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getSpecVersion()).isEqualTo(SpecVersion.V31);
        assertThat(result.getOpenAPI().getPaths())
                .hasSameSizeAs(document.path("paths").properties());
    }

    @Test
    void tokensAreThoseThatTheRoutesWant() {
        Map<String, String> wanted = Map.of(
                "/api/v1/nodes", "[{\"viewer\":[]}]",
                "/api/v1/secrets", "[{\"admin\":[]}]",
                "/api/v1/artifacts/sha256/{sha256}", "[{\"edge\":[]},{\"viewer\":[]}]",
                "/api/v1/callback/{execution}/current", "[{\"callback\":[]}]",
                "/health/live", "[]");
        wanted.forEach((path, tokens) -> assertThat(document.path("paths")
                        .path(path)
                        .path("get")
                        .path("security")
                        .toString())
                .isEqualTo(tokens));
    }

    private static List<String> operations(JsonNode of) {
        List<String> all = new ArrayList<>();
        of.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue().properties().forEach(method -> all.add(method.getKey() + " " + path.getKey())));
        return all;
    }

    private static JsonNode file() throws IOException {
        try (InputStream file = Objects.requireNonNull(ApiDocument.class.getResourceAsStream("openapi.json"))) {
            return Json.mapper().readTree(file);
        }
    }
}
