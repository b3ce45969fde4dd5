package io.pureboot.engine.access;

import java.util.Optional;

/**
 * Who a request comes from.
 *
 * @param name stands in histories as the one who did it
 * @param tokenGeneration of the callback token that the request bears, which the execution judges; absent with any other token
 */
public record Caller(String name, Role role, Optional<Integer> tokenGeneration) {
    /** One who bears no callback token. */
    public Caller(String name, Role role) {
        this(name, role, Optional.empty());
    }
}
