package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The helpers that hold a block. They write it where the text is now: the library's own would gather it in a text of its own, once for
 * each block around it, before anybody could see that it is too large.
 */
enum Blocks implements Helper<Object> {
    /** {@code {{#if node.ip}}…{{else}}…{{/if}}}. */
    IF {
        @Override
        void write(Optional<Object> value, Options options) throws IOException {
            written(Values.holds(value) ? options.fn : options.inverse, options.context, options);
        }
    },
    /** {@code {{#unless node.ip}}…{{/unless}}}. */
    UNLESS {
        @Override
        void write(Optional<Object> value, Options options) throws IOException {
            written(Values.holds(value) ? options.inverse : options.fn, options.context, options);
        }
    },
    /** {@code {{#with meta.disk}}{{root}}{{/with}}}. */
    WITH {
        @Override
        @SuppressWarnings("ReferenceEquality") // the very object that the step was made into
        void write(Optional<Object> value, Options options) throws IOException {
            if (value.isEmpty() || !Values.holds(value)) {
                written(options.inverse, options.context, options);
                return;
            }
            // A block without a helper has made the step into the value already.
            Context within = value.get() == options.context.model()
                    ? options.context
                    : Context.newContext(options.context, value.get());
            written(options.fn, named(within, options, List.of(value.get())), options);
        }
    },
    /** {@code {{#each meta.disks}}{{@index}} {{name}}{{/each}}}, over a list or over the fields of an object. */
    EACH {
        @Override
        void write(Optional<Object> value, Options options) throws IOException {
            boolean none = switch (value.orElse("")) {
                case Values.Items items -> items(items, options);
                case Values.Obj object -> fields(object, options);
                default -> true;
            };
            if (none) {
                written(options.inverse, options.context, options);
            }
        }

        private boolean items(Values.Items items, Options options) throws IOException {
            int index = 0;
            int last = items.node().size() - 1;
            for (Object item : items) {
                round(item, index, index, last, options);
                index++;
            }
            return index == 0;
        }

        private boolean fields(Values.Obj object, Options options) throws IOException {
            int index = 0;
            int last = object.node().size() - 1;
            for (Entry<String, Object> field : options.propertySet(object)) {
                round(field.getValue(), field.getKey(), index, last, options);
                index++;
            }
            return index == 0;
        }

        private void round(Object item, Object key, int index, int last, Options options) throws IOException {
            Writing.of(options).spend(1);
            Context context = Context.newContext(options.context, item)
                    .combine("@index", index)
                    .combine("@key", key)
                    .combine("@first", index == 0)
                    .combine("@last", index == last)
                    .combine("@even", index % 2 == 0)
                    .combine("@odd", index % 2 == 1);
            written(options.fn, named(context, options, List.of(item, key)), options);
        }
    };

    /** Its name in templates. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract void write(Optional<Object> value, Options options) throws IOException;

    @Override
    public Object apply(@Nullable Object first, Options options) throws IOException {
        Writing writing = Writing.of(options);
        writing.spend(1);
        if (first == null) {
            TagInUse tag = writing.tag(options);
            tag.argument(0).ifPresent(name -> writing.asked(name, tag.place()));
        }
        write(Optional.ofNullable(first), options);
        return "";
    }

    /** What {@code as |disk number|} names. */
    static Context named(Context context, Options options, List<Object> values) {
        int named = Math.min(options.blockParams.size(), values.size());
        return named == 0
                ? context
                : Context.newBlockParamContext(
                        context, options.blockParams.subList(0, named), values.subList(0, named));
    }

    static void written(Template block, Context context, Options options) throws IOException {
        block.apply(context, Writing.of(options).sink());
    }
}
