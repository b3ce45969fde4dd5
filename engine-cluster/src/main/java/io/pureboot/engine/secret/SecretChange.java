package io.pureboot.engine.secret;

import java.time.Instant;
import java.util.Optional;

/**
 * Who did what, and when.
 *
 * @param change {@code set}, {@code delete} or {@code rotate}
 * @param version the value's, where there is one
 */
public record SecretChange(Instant at, String by, String change, Optional<Integer> version) {}
