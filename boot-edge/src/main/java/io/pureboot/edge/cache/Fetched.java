package io.pureboot.edge.cache;

import java.nio.file.Path;

/** What became of asking for a file. */
public sealed interface Fetched {
    /** It is here, and verified. */
    record Here(Path file) implements Fetched {}

    /** No engine has a file of this hash. */
    record Missing() implements Fetched {}

    /** The engines do not give it: none answers, or what they send is not what was asked for. It may be had later. */
    record NotNow(String why) implements Fetched {}

    /** It does not fit into the cache. */
    record TooLarge(long bytes, long limit) implements Fetched {}
}
