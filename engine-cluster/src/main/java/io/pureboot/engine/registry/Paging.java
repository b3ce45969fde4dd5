package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keyset pagination over {@code (created_at, id)}, newest first. */
final class Paging {
    private static final int LONGEST = 1_000;

    private Paging() {}

    /** Ends the statement: rows after the cursor, one more than the limit. */
    static Statement newestFirst(Statement select, Optional<Cursor> after, int limit) {
        if (after.isPresent()) {
            select.where(
                    "(created_at, id) < (?, ?)",
                    Statement.utc(after.get().createdAt()),
                    after.get().id());
        }
        return select.then("ORDER BY created_at DESC, id DESC LIMIT ?", within(limit) + 1);
    }

    /** The page of up to {@code limit} items, given one more if there is one. */
    static <T> Page<T> page(List<T> read, int limit, Function<T, Cursor> cursor) {
        return Page.of(read, within(limit), item -> cursor.apply(item).spelled());
    }

    private static int within(int limit) {
        return Math.clamp(limit, 1, LONGEST);
    }
}
