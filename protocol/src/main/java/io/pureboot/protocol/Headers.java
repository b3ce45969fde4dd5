package io.pureboot.protocol;

/** The names of the HTTP headers that are PureBoot's own. */
public final class Headers {
    /** The id of the edge that relayed a request. */
    public static final String EDGE = "X-PureBoot-Edge";

    /** The URL under which the machine reaches that edge: what {@code ${server.url}} renders to. */
    public static final String EDGE_URL = "X-PureBoot-Edge-Url";

    /** Makes a creating POST safe to repeat (promise P-14). */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** The offset in bytes after the last byte of a log. */
    public static final String NEXT_OFFSET = "X-PureBoot-Next-Offset";

    private Headers() {}
}
