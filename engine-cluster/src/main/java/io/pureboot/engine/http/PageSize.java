package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How many items a list's page has when nothing is said, and at most. */
record PageSize(int usual, int most) {
    /** Which part of a list is asked for. */
    record Slice(Optional<Cursor> after, int limit) {}

    Read<Slice> slice(Call call) {
        return cursor(call).then(cursor -> call.limit(usual, most).map(limit -> new Slice(cursor, limit)));
    }

    private static Read<Optional<Cursor>> cursor(Call call) {
        Optional<String> text = call.query("cursor");
        Optional<Cursor> cursor = text.flatMap(Cursor::parse);
        return text.isPresent() && cursor.isEmpty()
                ? Read.refused(Problems.of("cursor-invalid", "?cursor is none that a list has given"))
                : Read.fine(cursor);
    }

    /** A page as its answer, each item as {@code shown} has it. */
    static <T> CompletionStage<HttpResponse> answer(CompletionStage<Page<T>> page, Function<T, ?> shown) {
        return page.thenApply(
                found -> Answers.page(found.items().stream().map(shown).toList(), found.nextCursor()));
    }
}
