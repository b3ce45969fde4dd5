package io.pureboot.engine.http;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Values in one query parameter, separated by commas. */
final class Words {
    private Words() {}

    /** All of them, or empty when one of them is none. */
    static <T> Optional<Set<T>> of(String text, Function<String, Optional<T>> parse) {
        Set<T> values = new LinkedHashSet<>();
        for (String word : text.split(",", -1)) {
            Optional<T> value = parse.apply(word.strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }
}
