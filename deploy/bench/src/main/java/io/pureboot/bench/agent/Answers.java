package io.pureboot.bench.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.bench.http.HttpAnswer;
import io.pureboot.protocol.Json;
import java.io.IOException;

/** Reads what was answered, and holds it against what was expected. */
public final class Answers {
    private Answers() {}

    /** The body of an answer of this status. */
    public static JsonNode json(String request, HttpAnswer answer, int status) throws IOException {
        if (answer.status() != status) {
            throw new WrongAnswer(request + " answered " + answer.status() + ": " + answer.text());
        }
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new WrongAnswer(request + " answered no JSON: " + answer.text());
        }
    }

    /** Refuses a body whose field is not so. */
    static void expect(String request, JsonNode body, String field, String expected) throws WrongAnswer {
        if (!body.path(field).asText().equals(expected)) {
            throw new WrongAnswer(request + ": expected " + field + " " + expected + " in " + body);
        }
    }
}
