package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Options;
import io.pureboot.engine.template.Rendering.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a helper, with its arguments as values.
 *
 * @param size how many arguments there are
 */
record HelperCall(Writing writing, TagInUse tag, int size, Optional<Object> first, Options options) {
    static HelperCall of(@Nullable Object first, Options options) {
        Writing writing = Writing.of(options);
        TagInUse tag = writing.tag(options);
        int size = tag.arguments();
        return new HelperCall(writing, tag, size, size == 0 ? Optional.empty() : Optional.ofNullable(first), options);
    }

    /** The argument of that number, from 0; empty when it is unset or not there. */
    Optional<Object> value(int number) {
        return number == 0
                ? first
                : number <= options.params.length ? Optional.ofNullable(options.params[number - 1]) : Optional.empty();
    }

    /** As {@link #value}; an argument without value is noted. */
    Optional<Object> required(int number) {
        Optional<Object> value = value(number);
        if (value.isEmpty()) {
            tag.argument(number).ifPresent(name -> writing.missing(name, tag.place()));
        }
        return value;
    }

    /** The argument as text; noted, and empty, when it has no value. */
    String text(int number) {
        return required(number).map(Object::toString).orElse("");
    }

    Optional<Object> option(String name) {
        return Optional.ofNullable(options.hash.get(name));
    }

    boolean flag(String name) {
        return option(name).filter(value -> value.toString().equals("true")).isPresent();
    }

    /** A whole number, from 0 to {@code most}. */
    int number(int number, int most) {
        String text = text(number);
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw failed("wants a whole number from 0 to " + most);
        }
        throw failed("wants a whole number from 0 to " + most);
    }

    HelperCall sized(int least, int most) {
        if (size < least || size > most) {
            throw failed("takes " + least + (most == least ? "" : " to " + most) + " arguments");
        }
        return this;
    }

    Refusal failed(String message) {
        return new Refusal(writing.run()
                .failed(Code.HELPER_FAILED, "the helper " + options.helperName + " " + message, tag.place()));
    }
}
