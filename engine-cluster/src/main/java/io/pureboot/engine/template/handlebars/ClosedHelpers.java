package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.Decorator;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.HelperRegistry;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The helpers that there are; none can be added. The library's own are not among them: some read files, call JavaScript or write to the
 * log.
 */
final class ClosedHelpers implements HelperRegistry {
    private static final Map<String, Helper<?>> HELPERS = helpersByName();

    private static Map<String, Helper<?>> helpersByName() {
        Map<String, Helper<?>> helpers = new HashMap<>();
        for (Blocks block : Blocks.values()) {
            helpers.put(block.wire(), block);
        }
        for (Texts text : Texts.values()) {
            helpers.put(text.wire(), text);
        }
        helpers.put(HELPER_MISSING, new Missing());
        return Map.copyOf(helpers);
    }

    /** Whether a template may call a helper so. */
    static boolean has(String name) {
        return HELPERS.containsKey(name) && !name.equals(HELPER_MISSING);
    }

    /** The nearest thing to a map that NullAway lets pass: the library asks for what may not be there. */
    @Override
    @SuppressWarnings("unchecked")
    public <C> @Nullable Helper<C> helper(String name) {
        return (Helper<C>) HELPERS.get(name);
    }

    @Override
    public Set<Entry<String, Helper<?>>> helpers() {
        return new HashSet<>(HELPERS.entrySet());
    }

    @Override
    public @Nullable Decorator decorator(String name) {
        return null;
    }

    @Override
    public <H> HelperRegistry registerHelper(String name, Helper<H> helper) {
        throw closed();
    }

    @Override
    public <H> HelperRegistry registerHelperMissing(Helper<H> helper) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(Object source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(Class<?> source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(URI location) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(File input) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, Reader source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, InputStream source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, String source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerDecorator(String name, Decorator decorator) {
        throw closed();
    }

    @Override
    public HelperRegistry setCharset(Charset charset) {
        throw closed();
    }

    private static UnsupportedOperationException closed() {
        return new UnsupportedOperationException("helpers are those of this class");
    }
}
