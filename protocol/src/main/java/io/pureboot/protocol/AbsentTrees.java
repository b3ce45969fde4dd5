package io.pureboot.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads an absent {@code Optional<JsonNode>} as empty, like every other absent value. Jackson alone makes it JSON's null, present, so
 * that a value would change by being written and read.
 */
public final class AbsentTrees extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public AbsentTrees() {
        super("pureboot-absent-trees");
        setDeserializerModifier(new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyReferenceDeserializer(
                    DeserializationConfig config,
                    ReferenceType type,
                    BeanDescription description,
                    JsonDeserializer<?> deserializer) {
                boolean tree = type.hasRawClass(Optional.class)
                        && type.getReferencedType().hasRawClass(JsonNode.class);
                return tree ? new OptionalTree() : deserializer;
            }
        });
    }

    private static final class OptionalTree extends StdDeserializer<Optional<JsonNode>> {
        private static final long serialVersionUID = 1L;

        private OptionalTree() {
            super(Optional.class);
        }

        @Override
        public Optional<JsonNode> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.of(context.readTree(parser));
        }

        @Override
        public Optional<JsonNode> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
