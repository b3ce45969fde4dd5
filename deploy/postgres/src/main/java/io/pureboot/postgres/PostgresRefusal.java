package io.pureboot.postgres;

import java.io.IOException;

/** The server was not started, and why; the message says what to do. */
public final class PostgresRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    /** The reasons, each with one kind of remedy. */
    public enum Reason {
        /** Another process runs a server in this directory. */
        IN_USE,
        /** There are no binaries for this operating system, processor or C library. */
        NO_BINARIES,
        /** The directory cannot be written, or its data belongs to somebody else. */
        NOT_OURS,
        /** The process is root, PostgreSQL refuses to run as root, and there is no way to another user. */
        ROOT_ONLY,
        /** The server or {@code initdb} ended at once; the message quotes its last lines. */
        FAILED,
        /** The server did not answer in time. */
        NO_ANSWER
    }

    private final Reason reason;

    PostgresRefusal(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    PostgresRefusal(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
