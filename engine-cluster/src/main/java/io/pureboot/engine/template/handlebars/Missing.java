package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;

/** What the library calls where a variable has no value: nothing is written, and it is noted. */
final class Missing implements Helper<Object> {
    @Override
    public Object apply(Object context, Options options) {
        Writing writing = Writing.of(options);
        writing.missing(options.helperName, writing.tag(options).place());
        return "";
    }
}
