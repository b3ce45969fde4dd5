package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that a server holds.
 *
 * @param json as lists show it
 */
record Held(Kind kind, String id, String name, JsonNode json) {}
