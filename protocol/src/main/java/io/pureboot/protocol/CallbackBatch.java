package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/**
 * Callbacks that an edge has kept while no engine answered, many in one request: the body of {@code POST /api/v1/callbacks/batch}. Those of
 * one execution stand in their order. Each is taken as if it came alone, under its own execution's token.
 */
public record CallbackBatch(List<Item> items) {
    /** The most items of one batch. */
    public static final int MOST_ITEMS = 500;

    public CallbackBatch {
        items = List.copyOf(items);
    }

    /**
     * One callback: a POST.
     *
     * @param path with its query, beginning with {@code /api/v1/callback/}
     * @param authorization the header of that name
     * @param contentType the header of that name
     * @param body in Base64
     */
    public record Item(String path, Optional<String> authorization, Optional<String> contentType, String body) {}
}
