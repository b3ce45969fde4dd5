package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import java.io.IOException;
import java.util.Optional;

/**
 * What the library calls where a variable has no value: nothing is written, and it is noted. For a block without a helper too, where a
 * value need not be.
 */
final class Missing implements Helper<Object> {
    @Override
    public Object apply(Object context, Options options) throws IOException {
        if (options.tagType == TagType.SECTION) {
            Blocks block = options.helperName.equals(Blocks.UNLESS.wire()) ? Blocks.UNLESS : Blocks.WITH;
            block.write(Optional.empty(), options);
            return "";
        }
        Writing writing = Writing.of(options);
        writing.missing(options.helperName, writing.tag(options).place());
        return "";
    }
}
