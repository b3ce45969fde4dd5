package io.pureboot.engine.template;

import java.util.Optional;

/** Where {@code ${secret.name}} finds its value; asked only while a text is rendered for a node's own step (promise P-23). */
@FunctionalInterface
public interface SecretSource {
    /** A source without secrets. */
    SecretSource NONE = name -> Optional.empty();

    /** A source for previews: every secret is {@code ***}. */
    SecretSource MASKED = name -> Optional.of("***");

    Optional<String> find(String name);
}
