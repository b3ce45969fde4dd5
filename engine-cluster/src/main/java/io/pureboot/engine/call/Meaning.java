package io.pureboot.engine.call;

/**
 * What an entity's word means for who called it.
 *
 * @param <R> what the caller wants to know
 */
public sealed interface Meaning<R> {
    /** The call is answered. */
    record Answer<R>(R answer) implements Meaning<R> {}

    /** No repetition will be answered either. */
    record Failure<R>(RuntimeException why) implements Meaning<R> {}

    /** It could not say: worth a repetition. */
    record NotNow<R>(String why) implements Meaning<R> {}
}
