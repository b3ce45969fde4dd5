package io.pureboot.bench.subject;

/**
 * One table, as PostgreSQL counts it.
 *
 * @param bytes with its indexes and out-of-line values
 * @param inserts rows inserted since it was made; so with the others
 * @param hotUpdates those updates that touched no index
 */
public record TableState(long bytes, long inserts, long updates, long hotUpdates, long deletes) {
    public static final TableState NONE = new TableState(0, 0, 0, 0, 0);

    public TableState since(TableState earlier) {
        return new TableState(
                bytes - earlier.bytes,
                inserts - earlier.inserts,
                updates - earlier.updates,
                hotUpdates - earlier.hotUpdates,
                deletes - earlier.deletes);
    }
}
