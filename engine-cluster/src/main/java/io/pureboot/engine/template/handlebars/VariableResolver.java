package io.pureboot.engine.template.handlebars;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.jknack.handlebars.ValueResolver;
import io.pureboot.engine.template.Namespace;
import io.pureboot.engine.template.Variables;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/** Finds what a name means. It looks into {@link Values} and into the maps of the library, and into nothing else. */
final class VariableResolver implements ValueResolver {
    private final Writing writing;

    VariableResolver(Writing writing) {
        this.writing = writing;
    }

    @Override
    public Object resolve(Object context, String name) {
        writing.spend(1);
        return switch (context) {
            case Values.Root root ->
                Namespace.parse(name).<Object>map(Values.Keys::new).orElse(UNRESOLVED);
            case Values.Keys(Namespace namespace) -> key(namespace, name).orElse(UNRESOLVED);
            case Values.Obj object ->
                read(object.node().path(name), object.path().map(path -> path + "." + name))
                        .orElse(UNRESOLVED);
            case Values.Items items -> item(items, name).orElse(UNRESOLVED);
            case Map<?, ?> ours -> Optional.<Object>ofNullable(ours.get(name)).orElse(UNRESOLVED);
            default -> UNRESOLVED;
        };
    }

    private Optional<Object> key(Namespace namespace, String name) {
        Variables variables = writing.run().variables();
        String path = namespace.wire() + "." + name;
        if (namespace == Namespace.META) {
            return read(variables.meta().path(name), Optional.of(path));
        }
        if (namespace == Namespace.PROFILE) {
            return read(variables.meta().path(namespace.wire()).path(name), Optional.of(path));
        }
        Optional<String> value = namespace.knows(name) ? variables.value(namespace, name) : Optional.empty();
        value.ifPresent(v -> writing.run().used(path));
        return value.map(v -> v);
    }

    private Optional<Object> item(Values.Items items, String name) {
        if (name.equals("length")) {
            return Optional.of(items.node().size());
        }
        boolean index = !name.isEmpty() && name.length() <= 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return index
                ? read(items.node().path(Integer.parseInt(name)), items.path().map(path -> path + "." + name))
                : Optional.empty();
    }

    private Optional<Object> read(JsonNode node, Optional<String> path) {
        Optional<Object> value = Values.of(node, path);
        if (value.isPresent() && path.isPresent()) {
            writing.used(path.get(), value.get() instanceof Values);
        }
        return value;
    }

    /** What {@code this} is. */
    @Override
    public Object resolve(Object context) {
        return context;
    }

    @Override
    public Set<Entry<String, Object>> propertySet(Object context) {
        Set<Entry<String, Object>> fields = new LinkedHashSet<>();
        if (context instanceof Values.Obj object) {
            object.node()
                    .properties()
                    .forEach(field -> Values.of(field.getValue(), Optional.empty())
                            .ifPresent(value -> fields.add(Map.entry(field.getKey(), value))));
        }
        return fields;
    }
}
