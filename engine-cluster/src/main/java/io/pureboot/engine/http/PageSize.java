package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.Cursor;
import java.util.Optional;

/** How many items a list's page has when nothing is said, and at most. */
record PageSize(int usual, int most) {
    Read<Integer> read(Call call) {
        return call.limit(usual, most);
    }

    /** Where a page begins, in lists whose order is newest first. */
    static Read<Optional<Cursor>> cursor(Call call) {
        Optional<String> text = call.query("cursor");
        Optional<Cursor> cursor = text.flatMap(Cursor::parse);
        return text.isPresent() && cursor.isEmpty()
                ? Read.refused(Problems.of("cursor-invalid", "?cursor is none that a list has given"))
                : Read.fine(cursor);
    }
}
