package io.pureboot.engine.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.Optional;

/**
 * Leaves absent values out of messages. Written as null, an absent {@code Optional<JsonNode>} would come back as JSON's null, which is
 * something else.
 */
public final class WireModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public WireModule() {
        super("pureboot-wire");
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.configOverride(Optional.class)
                .setIncludeAsProperty(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT));
    }
}
