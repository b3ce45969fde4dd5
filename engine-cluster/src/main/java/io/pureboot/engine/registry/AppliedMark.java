package io.pureboot.engine.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * That the files of a source have made something (decision 0023).
 *
 * @param objectId what was made; absent while nobody knows whether it was
 */
public record AppliedMark(String kind, String name, Optional<String> objectId, Instant appliedAt, String appliedBy) {}
