package io.pureboot.engine.storage;

import java.util.Optional;

/**
 * A file that lies on a web server.
 *
 * @param backend the id or name of a backend of kind {@code http}
 * @param location below its base
 * @param sha256 64 hex digits, lower case: promised, and verified by those that read the file
 */
public record NewReference(String backend, String location, String sha256, long sizeBytes, Optional<String> fileName) {}
