package io.pureboot.engine.http.exchange;

/** Whom an endpoint serves. */
public enum Access {
    /** Everybody. */
    OPEN,
    /** Bearers of a token that may read. */
    VIEWER,
    /** Bearers of a token that may run and change. */
    OPERATOR,
    /** Bearers of an administrator's token. */
    ADMIN,
    /** Edges (and administrators, who look what an edge would see). */
    EDGE,
    /** Edges, and bearers of a token that may read. */
    EDGE_OR_VIEWER,
    /** The bearer of the token of the execution that the path names. */
    CALLBACK,
    /** The same; the token may also stand in the query, for senders that can set no header. */
    CALLBACK_OR_QUERY;

    /** Whether it is people, or their programs, who ask, and no machine, edge or monitor. */
    boolean ofPeople() {
        return switch (this) {
            case VIEWER, OPERATOR, ADMIN -> true;
            case OPEN, EDGE, EDGE_OR_VIEWER, CALLBACK, CALLBACK_OR_QUERY -> false;
        };
    }
}
