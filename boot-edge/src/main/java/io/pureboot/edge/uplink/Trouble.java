package io.pureboot.edge.uplink;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Why an engine has not answered. */
enum Trouble {
    /** There is no connection, so it has not got the request. */
    UNREACHABLE,
    /** It has the request, perhaps, and says nothing in time. */
    SILENT,
    /** It was not asked: the request itself is none that can be sent. */
    UNSENDABLE,
    /** The connection broke: the engine has ended, or has closed a connection that was idle. */
    BROKEN;

    static Trouble of(Throwable failure) {
        return switch (cause(failure)) {
            case HttpConnectTimeoutException late -> UNREACHABLE;
            case ConnectException refused -> UNREACHABLE;
            case UnresolvedAddressException nameless -> UNREACHABLE;
            case HttpTimeoutException late -> SILENT;
            case TimeoutException late -> SILENT;
            case IllegalArgumentException unsendable -> UNSENDABLE;
            default -> BROKEN;
        };
    }

    /** What the client library has wrapped. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
