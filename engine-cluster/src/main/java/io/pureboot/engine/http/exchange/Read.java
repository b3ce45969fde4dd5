package io.pureboot.engine.http.exchange;

import io.pureboot.protocol.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What came of reading a part of a request: the value, or the problem that is the answer then. */
public sealed interface Read<T> {
    record Fine<T>(T value) implements Read<T> {}

    record Refused<T>(Problem problem) implements Read<T> {}

    static <T> Read<T> fine(T value) {
        return new Fine<>(value);
    }

    static <T> Read<T> refused(Problem problem) {
        return new Refused<>(problem);
    }

    default <U> Read<U> map(Function<T, U> change) {
        return then(value -> fine(change.apply(value)));
    }

    /** Goes on reading with the value. */
    default <U> Read<U> then(Function<T, Read<U>> next) {
        return switch (this) {
            case Fine<T>(T value) -> next.apply(value);
            case Refused<T>(Problem problem) -> refused(problem);
        };
    }

    /** Serves the value, or answers the problem. */
    default CompletionStage<HttpResponse> serve(Function<T, CompletionStage<HttpResponse>> serving) {
        return switch (this) {
            case Fine<T>(T value) -> serving.apply(value);
            case Refused<T>(Problem problem) -> CompletableFuture.completedFuture(Answers.problem(problem));
        };
    }
}
