package io.pureboot.engine.storage;

import java.util.Optional;

/**
 * What a sender says of a file before it sends it.
 *
 * @param sha256 64 hex digits, lower case
 * @param backend the id or name of the backend that it is to lie in
 */
public record NewUpload(String sha256, long sizeBytes, Optional<String> fileName, String backend) {}
