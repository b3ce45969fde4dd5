package io.pureboot.edge.uplink;

import java.io.InputStream;

/** What became of asking the engines for a file. */
public sealed interface Download {
    /**
     * The bytes from the asked offset on.
     *
     * @param body to be closed
     * @param total size of the whole file
     */
    record Begun(InputStream body, long total) implements Download {}

    /** An engine has said something else than the file, and no other one said better. */
    record Answered(int status) implements Download {}

    /** No engine has answered. */
    record Away(String why) implements Download {}
}
