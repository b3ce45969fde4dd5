package io.pureboot.engine.template.handlebars;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.template.Namespace;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a template in Handlebars can hold in its hand. Nothing else has members that a template can name; texts, numbers and truth values
 * have none.
 */
sealed interface Values {
    /** Where names begin: namespaces. */
    record Root() implements Values {}

    /** A namespace, asked key by key, so that a secret that is not named is not asked for. */
    record Keys(Namespace namespace) implements Values {}

    /**
     * An object of the node's metadata.
     *
     * @param path how it was reached, such as {@code meta.disk}; empty within a list
     */
    record Obj(Optional<String> path, ObjectNode node) implements Values {
        @Override
        public String toString() {
            return node.toString();
        }
    }

    /** A list of the node's metadata; blocks without a helper go through it. */
    record Items(Optional<String> path, ArrayNode node) implements Values, Iterable<Object> {
        @Override
        public Iterator<Object> iterator() {
            Iterator<JsonNode> nodes = node.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return nodes.hasNext();
                }

                @Override
                public Object next() {
                    return of(nodes.next(), Optional.empty()).orElse("");
                }
            };
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    /** A value of metadata; empty when it is not there, or null. */
    static Optional<Object> of(JsonNode node, Optional<String> path) {
        return switch (node.getNodeType()) {
            case MISSING, NULL, POJO, BINARY -> Optional.empty();
            case OBJECT -> Optional.of(new Obj(path, (ObjectNode) node));
            case ARRAY -> Optional.of(new Items(path, (ArrayNode) node));
            case BOOLEAN -> Optional.of(node.booleanValue());
            case NUMBER -> Optional.of(node.numberValue());
            case STRING -> Optional.of(node.textValue());
        };
    }

    /** Whether a condition holds: as in document 000's language, neither unset, nor empty, nor false. */
    static boolean holds(Optional<Object> value) {
        return value.filter(v -> switch (v) {
                    case Obj(Optional<String> path, ObjectNode node) -> !node.isEmpty();
                    case Items(Optional<String> path, ArrayNode node) -> !node.isEmpty();
                    case Boolean truth -> truth;
                    default -> {
                        String text = v.toString();
                        yield !text.isEmpty() && !text.equals("false");
                    }
                })
                .isPresent();
    }
}
