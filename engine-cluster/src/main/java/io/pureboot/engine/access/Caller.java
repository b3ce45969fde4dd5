package io.pureboot.engine.access;

/** Who a request comes from. {@code name} stands in histories as the one who did it. */
public record Caller(String name, Role role) {}
