package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.io.StringTemplateSource;
import com.github.jknack.handlebars.io.TemplateLoader;
import com.github.jknack.handlebars.io.TemplateSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * handlebars.java with the doors shut: nothing is escaped, because these texts are no HTML; no file or class path is read; no helper is
 * there but ours.
 */
final class ShutInHandlebars {
    private static final Handlebars HANDLEBARS =
            new Handlebars(new NoLoader()).with(EscapingStrategy.NOOP).with(new ClosedHelpers());

    private ShutInHandlebars() {}

    static Template compile(String content) throws IOException {
        return HANDLEBARS.compile(new StringTemplateSource("template", content));
    }

    /** What is included is put in by {@link IncludedTemplates}; the library itself finds nothing. */
    private static final class NoLoader implements TemplateLoader {
        @Override
        public TemplateSource sourceAt(String location) throws IOException {
            throw new FileNotFoundException(location);
        }

        @Override
        public String resolve(String location) {
            return location;
        }

        @Override
        public String getPrefix() {
            return "";
        }

        @Override
        public String getSuffix() {
            return "";
        }

        @Override
        public void setPrefix(String prefix) {
            throw new UnsupportedOperationException("templates come from no files");
        }

        @Override
        public void setSuffix(String suffix) {
            throw new UnsupportedOperationException("templates come from no files");
        }

        @Override
        public void setCharset(Charset charset) {
            throw new UnsupportedOperationException("templates come from no files");
        }

        @Override
        public Charset getCharset() {
            return StandardCharsets.UTF_8;
        }
    }
}
