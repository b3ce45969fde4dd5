package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What options were given, under the names of their environment variables. */
final class GivenOptions {
    private final Map<String, String> values = new TreeMap<>();

    GivenOptions add(String name, Optional<?> value) {
        value.ifPresent(given -> values.put(name, given.toString()));
        return this;
    }

    Settings settings() {
        return Settings.of(values);
    }
}
