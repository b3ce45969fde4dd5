package io.pureboot.engine.secret;

import java.util.Optional;
import java.util.regex.Pattern;

/** What templates call a secret: 1 to 128 characters of {@code A-Z a-z 0-9 _ . -}, the first one a letter or digit. */
public record SecretName(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    public static Optional<SecretName> parse(String text) {
        return Optional.of(text).filter(name -> FORM.matcher(name).matches()).map(SecretName::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
