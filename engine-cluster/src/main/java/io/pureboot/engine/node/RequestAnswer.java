package io.pureboot.engine.node;

import java.util.Optional;

/**
 * The answer to an execution's request; the same for every repetition of it.
 *
 * @param detail why it was not applied
 */
public record RequestAnswer(boolean applied, Optional<String> detail) {}
